using System.Text.RegularExpressions;
using Host.Tests.Support;
using Shouldly;
using TestKit.Documents;
using TestKit.Processes;

namespace Host.Tests.Architecture;

/// <summary>
/// Each row of <i>What is wrong?</i> in docs/operations.md is played by a test, in whichever project, that names it by its first cell:
/// <c>[Trait("Symptom", "…")]</c> above its <c>[Fact]</c> or <c>[Theory]</c>.
/// </summary>
public partial class When_the_runbook_tells_what_is_wrong
{
    private static readonly string[] _rows = [.. Document.Runbook.Section("## What is wrong?").Rows.Select(cells => cells[0])];

    private static readonly string[] _played =
        [.. Sources.FilesBelow(Path.Combine(Repository.Root, "tests")).SelectMany(file => SymptomsIn(file.Text)).Distinct()];

    [Fact]
    public void Should_be_played_row_by_row()
    {
        _rows.Length.ShouldBeGreaterThan(15);
        _rows.ShouldBeUnique();
        _rows.Except(_played).ShouldBeEmpty();
    }

    [Fact]
    public void Should_have_every_row_that_a_test_plays() => _played.Except(_rows).ShouldBeEmpty();

    [Fact]
    public void Should_count_tests_alone() =>
        SymptomsIn(Text("[Fact]", "public void Should_run()") + Text("// [Fact]", "private void Is_no_test()")).ShouldHaveSingleItem();

    private static string Text(params string[] lines) =>
        string.Concat(lines.Prepend("[Trait(\"Symptom\", \"it burns\")]").Select(line => $"    {line}\n"));

    private static IEnumerable<string> SymptomsIn(string source) => Symptom().Matches(source).Select(match => match.Groups["row"].Value);

    [GeneratedRegex(
        @"^    \[Trait\(""Symptom"", ""(?<row>[^""]+)""\)\](?=(\n    \[.+\])*\n    \[(Fact|Theory)\](\n    \[.+\])*\n    public )",
        RegexOptions.Multiline)]
    private static partial Regex Symptom();
}
