using System.Text.RegularExpressions;
using Host.Tests.Support;
using Shouldly;
using TestKit.Documents;
using TestKit.Processes;

namespace Host.Tests.Architecture;

/// <summary>A reader who follows a document finds each file that it names.</summary>
public partial class When_the_documents_name_files
{
    private static readonly HashSet<string> _sources =
        [.. Sources.FilesBelow(Path.Combine(Repository.Root, "src")).Select(file => file.File)];

    private static readonly HashSet<string> _tests =
        [.. Sources.FilesBelow(Path.Combine(Repository.Root, "tests")).Select(file => Path.GetFileNameWithoutExtension(file.File))];

    public static TheoryData<string> Documents => [.. Document.Files];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Should_find_each_source_file(string document) =>
        SourcesNamedIn(document).Where(name => !_sources.Any(file => file.EndsWith($"/{name}", StringComparison.Ordinal))).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Documents))]
    public void Should_find_what_each_link_leads_to(string document)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Repository.Root, document))!;

        LinksIn(document).Where(link => !Path.Exists(Path.Combine(folder, link))).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Should_find_each_test_of_a_promise(string document) =>
        TestName().Matches(Read(document)).Select(match => match.Groups[1].Value).Where(name => !_tests.Contains(name)).ShouldBeEmpty();

    [Fact]
    public void Should_follow_a_request_through_about_twenty_files() =>
        SourcesNamedIn("docs/architecture.md").Distinct().Count().ShouldBeInRange(15, 23);

    private static IEnumerable<string> SourcesNamedIn(string document) =>
        SourceName().Matches(Read(document)).Select(match => match.Groups[1].Value);

    private static IEnumerable<string> LinksIn(string document) =>
        Link().Matches(Read(document)).Select(match => match.Groups[1].Value.Split('#')[0]).Where(link => link.Length > 0);

    private static string Read(string document) => Document.Read(document).Text;

    [GeneratedRegex("`([A-Za-z][A-Za-z./]*\\.cs)`")]
    private static partial Regex SourceName();

    [GeneratedRegex("`(When_\\w+)`")]
    private static partial Regex TestName();

    [GeneratedRegex("\\]\\((?!https?:)([^)]+)\\)")]
    private static partial Regex Link();
}
