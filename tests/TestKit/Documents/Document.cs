using System.Text.RegularExpressions;
using TestKit.Processes;

namespace TestKit.Documents;

/// <summary>A Markdown document of the repository, or a section of one, as tests compare it with the product.</summary>
public sealed partial class Document
{
    private static readonly string[] _folders = ["docs", "src", "tests", "bench"];

    private Document(string text) => Text = text;

    public static Document Readme { get; } = Read("README.md");

    /// <summary>docs/operations.md.</summary>
    public static Document Runbook { get; } = Read("docs/operations.md");

    /// <summary>All documents, by their paths in the repository.</summary>
    public static IReadOnlyList<string> Files { get; } =
        [.. _folders
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.md", SearchOption.AllDirectories))
            .Where(file => !file.Contains("/obj/") && !file.Contains("/bin/"))
            .Select(file => Path.GetRelativePath(Repository.Root, file))
            .Append("README.md")];

    public string Text { get; }

    /// <summary>The fenced blocks, in order, with what kind of code they hold.</summary>
    public IEnumerable<(string Kind, string Body)> Blocks =>
        Block().Matches(Text).Select(block => (block.Groups["kind"].Value, block.Groups["body"].Value));

    /// <summary>The words in the text that are code.</summary>
    public IEnumerable<string> Words => WordsIn(Block().Replace(Text, ""));

    /// <summary>The cells of each row of the tables, without their headers.</summary>
    public IEnumerable<string[]> Rows =>
        Row().Matches(Text).Select(row => row.Groups["cells"].Value.Split('|', StringSplitOptions.TrimEntries));

    /// <summary>The words in a text without blocks, such as a cell, that are code.</summary>
    public static IEnumerable<string> WordsIn(string text) => Word().Matches(text).Select(word => word.Groups["word"].Value);

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
