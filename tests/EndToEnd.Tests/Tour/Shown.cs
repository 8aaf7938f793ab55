using System.Text.RegularExpressions;

namespace EndToEnd.Tests.Tour;

/// <summary>Output with what differs from run to run, ids, tokens and instants, replaced by what it is.</summary>
internal static partial class Shown
{
    public static string Normalise(string output)
    {
        var normal = Id().Replace(output, "ID");
        normal = Token().Replace(normal, "/unsubscribe/TOKEN");
        normal = Instant().Replace(normal, "INSTANT");
        return InstantInWords().Replace(normal, "INSTANT IN WORDS").Trim();
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Id();

    [GeneratedRegex("/unsubscribe/[A-Za-z0-9_-]{43}")]
    private static partial Regex Token();

    [GeneratedRegex(@"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z")]
    private static partial Regex Instant();

    [GeneratedRegex(@"[A-Z][a-z]+day, \d{1,2} [A-Z][a-z]+ \d{4}, \d{2}:\d{2} UTC")]
    private static partial Regex InstantInWords();
}
