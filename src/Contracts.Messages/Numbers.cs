using System.Globalization;

namespace Contracts.Messages;

/// <summary>Numbers as they are written: one that a decimal could only round is none (R46).</summary>
public static class Numbers
{
    private const int Digits = 28;

    /// <summary>Reads a number as JSON writes it; false for one with more digits than a decimal holds.</summary>
    public static bool TryParse(string? text, out decimal number)
    {
        number = 0;
        var digits = SignificantDigits(text ?? "");
        return digits.Length <= Digits
            && decimal.TryParse(text, NumberStyles.Float & ~NumberStyles.AllowLeadingWhite & ~NumberStyles.AllowTrailingWhite,
                CultureInfo.InvariantCulture, out number)
            && (number != 0 || digits.Length == 0);
    }

    private static string SignificantDigits(string text) =>
        text.Split('e', 'E')[0].TrimStart('-').Replace(".", "", StringComparison.Ordinal).Trim('0');
}
