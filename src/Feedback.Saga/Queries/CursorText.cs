using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Feedback.Saga.Queries;

/// <summary>The text of a cursor: numbers, and the id of the contract that a page ended with. Opaque to clients.</summary>
internal static class CursorText
{
    private const char Separator = '|';

    /// <summary>The largest number that is an instant.</summary>
    public static readonly long MaxTicks = DateTimeOffset.MaxValue.UtcTicks;

    public static string Of(IEnumerable<long> numbers, string contractId) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(
            string.Join(Separator, [.. numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)), contractId])));

    /// <summary>False for a text that is no cursor of ours.</summary>
    /// <param name="text">The text.</param>
    /// <param name="largest">The largest that each number may be; none is below zero.</param>
    /// <param name="numbers">The numbers.</param>
    /// <param name="contractId">The contract.</param>
    public static bool TryRead(string text, long[] largest, out long[] numbers, out string contractId)
    {
        (numbers, contractId) = (new long[largest.Length], "");
        if (text.Length > Limits.MaxCursorLength || !Base64Url.IsValid(text))
            return false;

        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split(Separator, largest.Length + 1);
        contractId = parts[^1];
        if (parts.Length != largest.Length + 1 || !TextRules.IsStorableId(contractId))
            return false;

        for (var index = 0; index < largest.Length; index++)
        {
            if (!long.TryParse(parts[index], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[index])
                || numbers[index] > largest[index])
                return false;
        }

        return true;
    }
}
