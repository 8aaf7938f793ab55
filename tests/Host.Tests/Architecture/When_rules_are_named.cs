using System.Text.RegularExpressions;
using Host.Tests.Support;
using Shouldly;
using TestKit.Documents;
using TestKit.Processes;

namespace Host.Tests.Architecture;

/// <summary>The numbers of rules in code and documents, and the rules of docs/rules.md.</summary>
public sealed partial class When_rules_are_named
{
    private static readonly IReadOnlyList<string> _rules =
        [.. Document.Read("docs/rules.md").Rows.Select(cells => cells[0])];

    [Fact]
    public void Should_have_a_number_each() => _rules.Count.ShouldBeGreaterThan(40);

    [Fact]
    public void Should_be_in_the_list()
    {
        var documents = Document.Files.Select(file => (File: file, Document.Read(file).Text));
        var code = ((string[])["src", "tests", "bench"]).SelectMany(folder => Sources.FilesBelow(Path.Combine(Repository.Root, folder)));

        documents.Concat(code)
            .SelectMany(file => Rule().Matches(file.Text).Select(rule => (rule.Value, file.File)))
            .Where(named => !_rules.Contains(named.Value))
            .ShouldBeEmpty();
    }

    [Fact]
    public void Should_each_have_a_test_of_its_number()
    {
        var tested = Sources.FilesBelow(Path.Combine(Repository.Root, "tests"))
            .SelectMany(file => TestOfRule().Matches(file.Text))
            .Select(test => test.Groups[1].Value)
            .ToHashSet();

        _rules.Where(rule => !tested.Contains(rule)).ShouldBeEmpty();
    }

    [GeneratedRegex(@"\bR\d{1,3}\b")]
    private static partial Regex Rule();

    [GeneratedRegex(@"(?<= |_)(R\d+)(?=_\w+\()")]
    private static partial Regex TestOfRule();
}
