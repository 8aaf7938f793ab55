using System.Globalization;
using System.Text;
using Contracts.Messages;

namespace Notifications.Templates;

/// <summary>The turns of phrase that letters and in-app messages share.</summary>
internal static class Wording
{
    private const int MaxInline = 120;

    /// <summary>The name of the other party, or what to call someone whose name isn't known.</summary>
    public static string OtherParty(string notice, string? name)
    {
        var known = Inline(name);
        return known.Length > 0 ? known : TellsTheClient(notice) ? "Your freelancer" : "Your client";
    }

    public static string Contract(string? title)
    {
        var known = Inline(title);
        return known.Length > 0 ? $"“{known}”" : "your contract";
    }

    /// <summary>A date in words, such as “Sunday, 15 March 2026, 12:00 UTC”.</summary>
    public static string Date(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("dddd, d MMMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>A score with both decimals, such as “4.50 out of 5”.</summary>
    public static string Score(decimal score) => string.Create(CultureInfo.InvariantCulture, $"{score:0.00} out of 5");

    /// <summary>
    /// User text on one line: controls and line breaks become spaces, so that it can't add a header to an email, and
    /// what is too long for a line is cut.
    /// </summary>
    public static string Inline(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return "";

        var line = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (!IsSpace(rune))
                line.Append(rune.ToString());
            else if (line.Length > 0 && line[^1] != ' ')
                line.Append(' ');

            if (line.Length > MaxInline)
                return line.ToString().TrimEnd() + "…";
        }

        return line.ToString().TrimEnd();
    }

    /// <summary>User text with its line breaks, as <c>\n</c>, and without other controls.</summary>
    public static string Paragraphs(string text)
    {
        var lines = new StringBuilder(text.Length);
        foreach (var rune in text.ReplaceLineEndings("\n").Trim().EnumerateRunes())
        {
            if (rune.Value is '\n' or '\t' || !(Rune.IsControl(rune) || IsDirectionOverride(rune)))
                lines.Append(rune.ToString());
        }

        return lines.ToString();
    }

    private static bool IsSpace(Rune rune) =>
        Rune.IsWhiteSpace(rune) || Rune.IsControl(rune) || IsDirectionOverride(rune);

    // These could make the rest of a subject line read backwards.
    private static bool IsDirectionOverride(Rune rune) => rune.Value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069);

    private static bool TellsTheClient(string notice) =>
        notice is NoticeKinds.FeedbackRequested or NoticeKinds.FeedbackReminder;
}
