using System.Text;

namespace Contracts.Messages;

/// <summary>What is wrong with one member of what comes in.</summary>
/// <param name="Member">The member, as it stands on the wire, such as <c>contractId</c>.</param>
/// <param name="Problem">What is wrong with it, such as <c>must not be empty</c>; never its value.</param>
public readonly record struct MemberProblem(string Member, string Problem);

/// <summary>What may stand in an id or a text. A method returns what is wrong with a value, or null if nothing is.</summary>
public static class TextRules
{
    private const string Empty = "must not be empty";
    private const string ControlCharacters = "must not contain control characters";
    private const string Nul = "must not contain the character U+0000";
    private const string InvalidUnicode = "must be valid Unicode";

    /// <summary>An id of another system: opaque, 1 to 64 characters (R45).</summary>
    public static string? IdProblem(string? id) => LineProblem(id, Limits.MaxIdLength);

    /// <summary>One line of text of 1 to <paramref name="maxLength"/> UTF-16 code units.</summary>
    public static string? LineProblem(string? line, int maxLength)
    {
        if (string.IsNullOrWhiteSpace(line))
            return Empty;

        return TooLong(line, maxLength) ?? (line.Any(char.IsControl) ? ControlCharacters : TextProblem(line));
    }

    /// <summary>1 to <paramref name="maxLength"/> UTF-16 code units of any text that can be stored.</summary>
    public static string? StorableProblem(string? text, int maxLength) =>
        string.IsNullOrEmpty(text) ? Empty : TooLong(text, maxLength) ?? TextProblem(text);

    /// <summary>Plain text of any length and any number of lines that every database can keep.</summary>
    public static string? TextProblem(string? text)
    {
        if (text is null || IsStorable(text))
            return null;

        return text.Contains('\0', StringComparison.Ordinal) ? Nul : InvalidUnicode;
    }

    /// <summary>Whether the text has no NUL, which PostgreSQL refuses, and no lone surrogate, which has no UTF-8 form.</summary>
    public static bool IsStorable(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (text[0] == '\0' || Rune.DecodeFromUtf16(text, out _, out var length) != System.Buffers.OperationStatus.Done)
                return false;

            text = text[length..];
        }

        return true;
    }

    /// <summary>Whether a stored row can have this id: 1 to 64 UTF-16 code units of storable text.</summary>
    public static bool IsStorableId(string? id) => StorableProblem(id, Limits.MaxIdLength) is null;

    /// <summary>The length in Unicode characters: an emoji is one, whatever it takes in UTF-16.</summary>
    public static int LengthOf(string text)
    {
        ArgumentNullException.ThrowIfNull(text);

        var length = 0;
        foreach (var _ in text.EnumerateRunes())
            length++;

        return length;
    }

    private static string? TooLong(string text, int maxLength) =>
        text.Length > maxLength ? $"must have at most {maxLength} characters" : null;
}
