using System.Text.RegularExpressions;
using Host.Tests.Support;
using Shouldly;
using TestKit.Processes;

namespace Host.Tests.Architecture;

/// <summary>What the formatter does not check: the width of lines, and where an arrow stands.</summary>
public partial class Source_files
{
    private const int Width = 140;

    [Fact]
    public void Should_have_no_line_wider_than_140_characters() =>
        LinesOf("src").Where(line => line.Text.Length > Width).Select(line => line.At).ShouldBeEmpty();

    [Theory]
    [InlineData("src")]
    [InlineData("tests")]
    [InlineData("bench")]
    public void Should_have_the_arrow_at_the_end_of_a_line(string folder) =>
        LinesOf(folder).Where(line => LeadingArrow().IsMatch(line.Text)).Select(line => line.At).ShouldBeEmpty();

    [Fact]
    public void Should_be_found() => LinesOf("src").Count().ShouldBeGreaterThan(10_000);

    private static IEnumerable<(string At, string Text)> LinesOf(string folder) =>
        Sources.FilesBelow(Path.Combine(Repository.Root, folder))
            .Where(file => !file.File.Contains("/Migrations/"))
            .SelectMany(file => file.Text.Split('\n').Select((text, index) => ($"{file.File}:{index + 1}", text)));

    [GeneratedRegex("^ +=> ")]
    private static partial Regex LeadingArrow();
}
