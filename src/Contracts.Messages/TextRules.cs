using System.Globalization;
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
    private const string Separators = "must not contain line separators, nor characters that reorder the text around them";
    private const string Nul = "must not contain the character U+0000";
    private const string InvalidUnicode = "must be valid Unicode";
    private const string WhiteSpaceAtAnEnd = "must not begin or end with white space";
    private const string PathSegment = "must not be '.' or '..'";

    /// <summary>An id of another system: opaque, one line of 1 to 64 characters (R45).</summary>
    public static string? IdProblem(string? id) => LineProblem(id, Limits.MaxIdLength) ?? OpaqueProblem(id!);

    /// <summary>An id that a stored row can have: 1 to 64 UTF-16 code units of storable text (R45).</summary>
    public static string? StorableIdProblem(string? id) => StorableProblem(id, Limits.MaxIdLength) ?? OpaqueProblem(id!);

    /// <summary>A key that a caller made up for its command: storable text, without white space at either end.</summary>
    public static string? IdempotencyKeyProblem(string? key) => StorableProblem(key, Limits.MaxIdempotencyKeyLength) ?? EndsProblem(key!);

    /// <summary>One line of text of 1 to <paramref name="maxLength"/> UTF-16 code units.</summary>
    public static string? LineProblem(string? line, int maxLength)
    {
        if (string.IsNullOrWhiteSpace(line))
            return Empty;

        return TooLong(line, maxLength) ?? (line.Any(char.IsControl) ? ControlCharacters : TextProblem(line));
    }

    /// <summary>
    /// One line of text that people read in the middle of other texts: it has something to see, and does not reorder what stands beside it.
    /// </summary>
    public static string? ShownLineProblem(string? line, int maxLength)
    {
        if (LineProblem(line, maxLength) is { } problem)
            return problem;
        if (line!.Any(IsSeparator))
            return Separators;

        return line!.EnumerateRunes().All(IsInvisible) ? Empty : null;
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

    /// <summary>Whether a stored row can have this id.</summary>
    public static bool IsStorableId(string? id) => StorableIdProblem(id) is null;

    /// <summary>The length in Unicode characters: an emoji is one, whatever it takes in UTF-16.</summary>
    public static int LengthOf(string text)
    {
        ArgumentNullException.ThrowIfNull(text);

        var length = 0;
        foreach (var _ in text.EnumerateRunes())
            length++;

        return length;
    }

    /// <summary>The URLs of browsers drop the segments <c>.</c> and <c>..</c>, so no such id could be reached.</summary>
    private static string? OpaqueProblem(string id) => EndsProblem(id) ?? (id is "." or ".." ? PathSegment : null);

    /// <summary>SQL Server ignores blanks at the end when it compares, even in a binary collation.</summary>
    private static string? EndsProblem(string text) =>
        char.IsWhiteSpace(text[0]) || char.IsWhiteSpace(text[^1]) ? WhiteSpaceAtAnEnd : null;

    /// <summary>Separators of lines and paragraphs; embeddings, overrides and isolates of Unicode's bidirectional algorithm.</summary>
    private static bool IsSeparator(char letter) =>
        letter is '\u2028' or '\u2029' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069');

    private static bool IsInvisible(Rune letter) => Rune.IsWhiteSpace(letter) || Rune.GetUnicodeCategory(letter) == UnicodeCategory.Format;

    private static string? TooLong(string text, int maxLength) =>
        text.Length > maxLength ? $"must have at most {maxLength} characters" : null;
}
