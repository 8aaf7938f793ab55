using System.Text;

namespace Notifications.Notices;

/// <summary>Makes what users wrote safe to show in a notice.</summary>
internal static class UserText
{
    private const int MaxLineLength = 120;

    /// <summary>
    /// User text on one line: control characters and line breaks become spaces, so that it can't add a header to an email.
    /// A long text is cut.
    /// </summary>
    public static string OnOneLine(string? text)
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

            if (line.Length > MaxLineLength)
                return line.ToString().TrimEnd() + "…";
        }

        return line.ToString().TrimEnd();
    }

    /// <summary>User text with its line breaks, as <c>\n</c>, and without other control characters.</summary>
    public static string WithLineBreaks(string text)
    {
        var lines = new StringBuilder(text.Length);
        foreach (var rune in text.ReplaceLineEndings("\n").Trim().EnumerateRunes())
        {
            if (rune.Value is '\n' or '\t' || !(Rune.IsControl(rune) || IsDirectionOverride(rune)))
                lines.Append(rune.ToString());
        }

        return lines.ToString();
    }

    private static bool IsSpace(Rune rune) => Rune.IsWhiteSpace(rune) || Rune.IsControl(rune) || IsDirectionOverride(rune);

    // These could make the rest of a subject line read backwards.
    private static bool IsDirectionOverride(Rune rune) => rune.Value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069);
}
