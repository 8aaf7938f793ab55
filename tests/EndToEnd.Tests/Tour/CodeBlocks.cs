using System.Text.RegularExpressions;

namespace EndToEnd.Tests.Tour;

/// <summary>The fenced blocks of a Markdown text, in order, with what kind of code they hold.</summary>
internal static partial class CodeBlocks
{
    public static IEnumerable<(string Kind, string Body)> Of(string markdown) =>
        Block().Matches(markdown).Select(block => (block.Groups["kind"].Value, block.Groups["body"].Value));

    [GeneratedRegex(@"^```(?<kind>\w+)\n(?<body>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
