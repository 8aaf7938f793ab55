using Microsoft.Extensions.Options;
using Notifications.Profiles;
using Shouldly;
using Xunit;

namespace Notifications.Tests.Profiles;

public sealed class When_it_is_night_somewhere
{
    [Theory]
    [InlineData("2026-03-02T20:59:59Z", "UTC", null)]
    [InlineData("2026-03-02T21:00:00Z", "UTC", "2026-03-03T08:00:00Z")]
    [InlineData("2026-03-03T07:59:59Z", "UTC", "2026-03-03T08:00:00Z")]
    [InlineData("2026-03-03T08:00:00Z", "UTC", null)]
    [InlineData("2026-03-02T21:00:00Z", null, "2026-03-03T08:00:00Z")]
    [InlineData("2026-03-02T21:00:00Z", "Nowhere/At_All", "2026-03-03T08:00:00Z")]
    [InlineData("2026-03-02T19:59:59Z", "Europe/Berlin", null)]
    [InlineData("2026-03-02T20:00:00Z", "Europe/Berlin", "2026-03-03T07:00:00Z")]
    [InlineData("2026-03-03T02:00:00Z", "America/New_York", "2026-03-03T13:00:00Z")]
    [InlineData("2026-03-02T15:15:00Z", "Asia/Kathmandu", "2026-03-03T02:15:00Z")]
    [InlineData("2026-03-02T15:14:59Z", "Asia/Kathmandu", null)]

    // The night in which the clocks go forward in Berlin is an hour shorter, the one in which they go back an hour longer.
    [InlineData("2026-03-28T20:00:00Z", "Europe/Berlin", "2026-03-29T06:00:00Z")]
    [InlineData("2026-03-29T06:00:00Z", "Europe/Berlin", null)]
    [InlineData("2026-03-29T05:59:59Z", "Europe/Berlin", "2026-03-29T06:00:00Z")]
    [InlineData("2026-10-24T19:00:00Z", "Europe/Berlin", "2026-10-25T07:00:00Z")]
    [InlineData("2026-10-25T00:30:00Z", "Europe/Berlin", "2026-10-25T07:00:00Z")]
    [InlineData("2026-10-25T01:30:00Z", "Europe/Berlin", "2026-10-25T07:00:00Z")]
    [InlineData("2026-10-25T06:59:59Z", "Europe/Berlin", "2026-10-25T07:00:00Z")]
    [InlineData("2026-10-25T07:00:00Z", "Europe/Berlin", null)]
    public void R56_Should_last_from_nine_to_eight_by_the_clocks_of_the_place(string now, string? timeZone, string? morning) =>
        new QuietHours(Options.Create(new NotificationOptions())).EndOf(Instant(now)!.Value, timeZone).ShouldBe(Instant(morning));

    [Theory]
    [InlineData(0, 6, "2026-03-02T00:00:00Z", "2026-03-02T06:00:00Z")]
    [InlineData(0, 6, "2026-03-02T06:00:00Z", null)]
    [InlineData(0, 6, "2026-03-02T23:59:59Z", null)]
    [InlineData(9, 17, "2026-03-02T12:00:00Z", "2026-03-02T17:00:00Z")]
    [InlineData(8, 8, "2026-03-02T08:00:00Z", null)]
    [InlineData(8, 8, "2026-03-02T03:00:00Z", null)]
    public void R56_Should_last_as_configured_or_not_at_all(int from, int until, string now, string? morning) =>
        new QuietHours(Options.Create(new NotificationOptions { QuietFrom = from, QuietUntil = until }))
            .EndOf(Instant(now)!.Value, "UTC").ShouldBe(Instant(morning));

    /// <summary>Where clocks skip the hour at which the night ends, it ends when they go on.</summary>
    [Theory]
    [InlineData("2026-03-29T00:30:00Z", "2026-03-29T01:00:00Z")]
    [InlineData("2026-03-29T01:00:00Z", null)]
    public void R56_Should_end_when_the_clocks_go_on_that_skip_its_end(string now, string? morning) =>
        new QuietHours(Options.Create(new NotificationOptions { QuietUntil = 2 }))
            .EndOf(Instant(now)!.Value, "Europe/Berlin").ShouldBe(Instant(morning));

    private static DateTimeOffset? Instant(string? text) => text is null ? null : DateTimeOffset.Parse(text, null);
}
