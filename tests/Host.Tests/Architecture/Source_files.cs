using System.Text.RegularExpressions;
using Host.Tests.Support;
using Shouldly;
using TestKit.Processes;

namespace Host.Tests.Architecture;

/// <summary>What the formatter does not check: the width of lines, and where an arrow stands.</summary>
public partial class Source_files
{
    private const int Width = 140;

    public static TheoryData<string> Folders => ["src", "tests", "bench"];

    /// <summary>A line of a raw string literal, and a line that is one string literal and nothing else, may be wider.</summary>
    [Theory]
    [MemberData(nameof(Folders))]
    public void Should_have_no_line_wider_than_140_characters(string folder) =>
        LinesOf(folder)
            .Where(line => line.Text.Length > Width && !line.IsInRawString && !StringLiteral().IsMatch(line.Text))
            .Select(line => line.At)
            .ShouldBeEmpty();

    [Theory]
    [InlineData("""        "SELECT 1",""", true)]
    [InlineData("""        $"SELECT {column}");""", true)]
    [InlineData("""        "quality", "skills",""", false)]
    [InlineData("""        Text = "SELECT 1",""", false)]
    [InlineData("""        "SELECT " + column,""", false)]
    public void Should_be_exempt_only_as_a_single_string_literal(string line, bool isExempt) =>
        StringLiteral().IsMatch(line).ShouldBe(isExempt);

    [Theory]
    [MemberData(nameof(Folders))]
    public void Should_have_the_arrow_at_the_end_of_a_line(string folder) =>
        LinesOf(folder).Where(line => LeadingArrow().IsMatch(line.Text)).Select(line => line.At).ShouldBeEmpty();

    [Fact]
    public void Should_be_found() => LinesOf("src").Count().ShouldBeGreaterThan(10_000);

    private static IEnumerable<(string At, string Text, bool IsInRawString)> LinesOf(string folder) =>
        Sources.FilesBelow(Path.Combine(Repository.Root, folder))
            .Where(file => !file.File.Contains("/Migrations/"))
            .SelectMany(file => LinesOf(file.File, file.Text.Split('\n')));

    private static IEnumerable<(string At, string Text, bool IsInRawString)> LinesOf(string file, string[] lines)
    {
        var isInRawString = false;
        foreach (var (index, text) in lines.Index())
        {
            yield return ($"{file}:{index + 1}", text, isInRawString);
            isInRawString ^= text.Split("\"\"\"").Length % 2 == 0;
        }
    }

    [GeneratedRegex("^ +=> ")]
    private static partial Regex LeadingArrow();

    [GeneratedRegex("""^ *\$*("{3}|")(\\.|(?!\1).)*\1[\]),;]*$""")]
    private static partial Regex StringLiteral();
}
