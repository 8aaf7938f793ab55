using System.Text.RegularExpressions;

namespace EndToEnd.Tests.Tour;

/// <summary>
/// Output with what differs from run to run, such as ids, tokens and instants, replaced by what it is. A table is as wide as what stands in
/// it, so its padding and its rules don't count.
/// </summary>
internal static partial class Shown
{
    public static string Normalise(string output)
    {
        var normal = Id().Replace(output, "ID");
        normal = Token().Replace(normal, "/unsubscribe/TOKEN");
        normal = Instant().Replace(normal, "INSTANT");
        normal = InstantInWords().Replace(normal, "INSTANT IN WORDS");
        normal = Commit().Replace(normal, "+COMMIT");
        normal = Migration().Replace(normal, "MIGRATION");
        normal = Rule().Replace(normal, "─");
        return Padding().Replace(LineEnd().Replace(normal, ""), " ").Trim();
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Id();

    [GeneratedRegex("/unsubscribe/[A-Za-z0-9_-]{43}")]
    private static partial Regex Token();

    [GeneratedRegex(@"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(\.\d+)?(Z|\+00:00)")]
    private static partial Regex Instant();

    [GeneratedRegex(@"[A-Z][a-z]+day, \d{1,2} [A-Z][a-z]+ \d{4}, \d{2}:\d{2} UTC")]
    private static partial Regex InstantInWords();

    [GeneratedRegex(@"\+[0-9a-f]{40}")]
    private static partial Regex Commit();

    [GeneratedRegex(@"\d{14}_\w+")]
    private static partial Regex Migration();

    [GeneratedRegex("─+")]
    private static partial Regex Rule();

    [GeneratedRegex(" +$", RegexOptions.Multiline)]
    private static partial Regex LineEnd();

    [GeneratedRegex(@"(?<=\S) {2,}")]
    private static partial Regex Padding();
}
