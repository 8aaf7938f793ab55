using System.Globalization;
using System.Text.RegularExpressions;

namespace Contracts.Messages;

/// <summary>Instants as every store keeps them: in UTC, in whole microseconds.</summary>
public static partial class Instants
{
    private const int MicrosecondDigits = 6;

    /// <summary>The same instant in UTC, truncated to whole microseconds.</summary>
    public static DateTimeOffset ToMicroseconds(this DateTimeOffset instant) =>
        new(instant.UtcTicks - (instant.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    /// <summary>
    /// Reads an RFC 3339 instant, with the seconds optional as in ISO 8601. It must have its offset; digits beyond the microsecond
    /// are cut off, never rounded (R46). A leap second is none that a store could keep.
    /// </summary>
    public static bool TryParse(string? text, out DateTimeOffset instant)
    {
        instant = default;
        var match = Rfc3339().Match(text ?? "");
        var seconds = match.Groups["seconds"] is { Success: true } given ? given.Value : ":00";
        if (!DateTime.TryParseExact(
            $"{match.Groups["date"]} {match.Groups["time"]}{seconds}", "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture,
            DateTimeStyles.None, out var local))
        {
            return false;
        }

        var ticks = local.Ticks + FractionOf(match.Groups["fraction"].Value) - OffsetOf(match);
        if (ticks < DateTimeOffset.MinValue.Ticks || ticks > DateTimeOffset.MaxValue.Ticks)
            return false;

        instant = new DateTimeOffset(ticks, TimeSpan.Zero);
        return true;
    }

    private static long FractionOf(string digits) =>
        digits.Length == 0
            ? 0
            : TimeSpan.TicksPerMicrosecond
                * int.Parse(digits.PadRight(MicrosecondDigits, '0').AsSpan(0, MicrosecondDigits), CultureInfo.InvariantCulture);

    private static long OffsetOf(Match match)
    {
        if (!match.Groups["sign"].Success)
            return 0;

        var offset = new TimeSpan(Number(match.Groups["hours"]), Number(match.Groups["minutes"]), seconds: 0).Ticks;
        return match.Groups["sign"].Value == "-" ? -offset : offset;
    }

    private static int Number(Group digits) => int.Parse(digits.ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"^(?<date>[0-9]{4}-[0-9]{2}-[0-9]{2})[Tt](?<time>[0-9]{2}:[0-9]{2})((?<seconds>:[0-9]{2})(\.(?<fraction>[0-9]+))?)?"
        + @"([Zz]|(?<sign>[+-])(?<hours>[01][0-9]|2[0-3]):(?<minutes>[0-5][0-9]))\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Rfc3339();
}
