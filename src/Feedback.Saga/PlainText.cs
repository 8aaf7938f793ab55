using System.Text;

namespace Feedback.Saga;

/// <summary>What may stand in an id or a text: well-formed Unicode that every database can keep.</summary>
internal static class PlainText
{
    public const int MaxIdLength = 64;
    public const int MaxTitleLength = 200;
    public const int MaxKeyLength = 128;
    public const int MaxHashLength = 64;

    /// <summary>Whether this is an id as they come from other systems: opaque, 1 to 64 characters.</summary>
    public static bool IsId(string? value) => value is { Length: >= 1 and <= MaxIdLength } && IsStorable(value);

    /// <summary>No NUL, which PostgreSQL refuses, and no lone surrogate, which has no UTF-8.</summary>
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

    /// <summary>The length in Unicode characters: an emoji is one, whatever it takes in UTF-16.</summary>
    public static int LengthOf(string text)
    {
        var length = 0;
        foreach (var _ in text.EnumerateRunes())
            length++;

        return length;
    }
}
