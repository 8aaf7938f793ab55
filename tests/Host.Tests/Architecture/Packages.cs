using System.Xml.Linq;
using Shouldly;
using TestKit.Processes;

namespace Host.Tests.Architecture;

/// <summary>The list of package versions names what projects refer to, and nothing else.</summary>
public class Packages
{
    private static readonly string[] _listed =
        [.. Names(Path.Combine(Repository.Root, "Directory.Packages.props"), "PackageVersion").Order(StringComparer.Ordinal)];

    private static readonly string[] _referenced =
        [.. new[] { "src", "tests", "bench" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.csproj", SearchOption.AllDirectories))
            .Append(Path.Combine(Repository.Root, "Directory.Build.props"))
            .SelectMany(file => Names(file, "PackageReference"))
            .Distinct()
            .Order(StringComparer.Ordinal)];

    [Fact]
    public void Should_be_listed_for_a_project_that_refers_to_them() => _listed.ShouldBe(_referenced);

    [Fact]
    public void Should_be_many() => _referenced.Length.ShouldBeGreaterThan(20);

    private static IEnumerable<string> Names(string file, string element) =>
        XDocument.Load(file).Descendants(element).Select(package => package.Attribute("Include")!.Value);
}
