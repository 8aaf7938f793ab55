using Microsoft.Extensions.Options;
using Notifications.Preferences;

namespace Notifications.Profiles;

/// <summary>The night, in which nobody is reminded (R56): the hours of <c>Notifications:QuietFrom</c> and <c>:QuietUntil</c>.</summary>
internal sealed class QuietHours(IOptions<NotificationOptions> options)
{
    /// <summary>How long a night lasts at most, with an hour that the clocks are put back.</summary>
    public static readonly TimeSpan LongestNight = TimeSpan.FromHours(25);

    /// <summary>When the night ends that it is at that instant; null by day.</summary>
    /// <param name="now">The present instant.</param>
    /// <param name="timeZone">An IANA time zone; null, or one that this machine doesn't know: UTC.</param>
    public DateTimeOffset? EndOf(DateTimeOffset now, string? timeZone)
    {
        var (from, until) = (options.Value.QuietFrom, options.Value.QuietUntil);
        var hour = TimeZoneInfo.ConvertTime(now, LocalTime.ZoneOf(timeZone)).Hour;
        var isNight = from <= until ? hour >= from && hour < until : hour >= from || hour < until;
        return isNight ? DigestTime.After(now, timeZone, until).At : null;
    }
}
