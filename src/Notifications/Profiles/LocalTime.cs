namespace Notifications.Profiles;

/// <summary>The time where a user is.</summary>
internal static class LocalTime
{
    /// <summary>The time zone of that name.</summary>
    /// <param name="timeZone">An IANA time zone; null, or one that this machine doesn't know: UTC.</param>
    public static TimeZoneInfo ZoneOf(string? timeZone) =>
        timeZone is not null && TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out var zone) ? zone : TimeZoneInfo.Utc;

    /// <summary>The day that it is there.</summary>
    public static DateOnly DayOf(DateTimeOffset instant, string? timeZone) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, ZoneOf(timeZone)).DateTime);
}
