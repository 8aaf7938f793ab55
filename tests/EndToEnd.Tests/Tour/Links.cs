using System.Text.RegularExpressions;

namespace EndToEnd.Tests.Tour;

/// <summary>The links of a Markdown text that lead into the repository.</summary>
internal static partial class Links
{
    public static IEnumerable<string> Of(string markdown, string folder = "") =>
        Link().Matches(markdown)
            .Select(link => link.Groups["target"].Value)
            .Where(target => !target.Contains("://", StringComparison.Ordinal))
            .Select(target => Path.Combine(folder, target));

    [GeneratedRegex(@"\]\((?<target>[^)#\s]+)")]
    private static partial Regex Link();
}
