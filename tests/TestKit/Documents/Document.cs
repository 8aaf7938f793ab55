using System.Text.RegularExpressions;
using TestKit.Processes;

namespace TestKit.Documents;

/// <summary>A Markdown document of the repository, or a section of one, as tests compare it with the product.</summary>
public sealed partial class Document
{
    private Document(string text) => Text = text;

    public static Document Readme { get; } = Read("README.md");

    /// <summary>docs/operations.md.</summary>
    public static Document Runbook { get; } = Read("docs/operations.md");

    public string Text { get; }

    /// <summary>The fenced blocks, in order, with what kind of code they hold.</summary>
    public IEnumerable<(string Kind, string Body)> Blocks =>
        Block().Matches(Text).Select(block => (block.Groups["kind"].Value, block.Groups["body"].Value));

    /// <summary>The words in the text that are code.</summary>
    public IEnumerable<string> Words =>
        Word().Matches(Block().Replace(Text, "")).Select(word => word.Groups["word"].Value);

    /// <summary>The cells of each row of the tables, without their headers.</summary>
    public IEnumerable<string[]> Rows =>
        Row().Matches(Text).Select(row => row.Groups["cells"].Value.Split('|', StringSplitOptions.TrimEntries));

    public static Document Read(string file) => new(File.ReadAllText(Path.Combine(Repository.Root, file)));

    /// <summary>What stands below a heading, which begins with its #, up to the next one of its rank.</summary>
    public Document Section(string heading)
    {
        var isCode = false;
        var lines = Text.Split('\n').SkipWhile(line => line != heading).ToList();
        if (lines.Count == 0)
            throw new InvalidOperationException($"There is no section '{heading}'.");

        var rank = heading.IndexOf(' ', StringComparison.Ordinal);
        return new Document(string.Join('\n', lines.Skip(1).TakeWhile(line =>
        {
            isCode ^= line.StartsWith("```", StringComparison.Ordinal);
            return isCode || !Regex.IsMatch(line, $"^#{{1,{rank}}} ");
        })));
    }

    [GeneratedRegex(@"^```(?<kind>\w+)\n(?<body>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("`(?<word>[^`]+)`")]
    private static partial Regex Word();

    [GeneratedRegex(@"^\|(?!-)(?<cells>.*)\|$(?!\n\|-)", RegexOptions.Multiline)]
    private static partial Regex Row();
}
