using Microsoft.EntityFrameworkCore;
using Notifications.Tests.Support;
using Shouldly;
using TestKit;
using Xunit;

namespace Notifications.Tests.Profiles;

public sealed class When_a_profile_event_comes_as_bare_json : NotificationsSituation
{
    private static readonly Uri _queue = new("queue:notifications-user-profile-changed");

    protected override Task GivenAsync() => Task.CompletedTask;

    [Fact]
    public async Task Should_take_it()
    {
        await Service.SendRawJsonAsync(
            _queue,
            """
            { "eventId": "e1", "userId": "u", "displayName": "Ünal", "email": "u@example.org", "changedAt": "2026-02-01T00:00:00Z" }
            """);

        await Eventually.Until(async () => await Service.ProfileAsync("u") is { DisplayName: "Ünal", Email: "u@example.org" });
    }

    [Theory]
    [InlineData("", "u", "U", "eventId must not be empty")]
    [InlineData("e1", "12345678901234567890123456789012345678901234567890123456789012345", "U", "userId must have at most 64 characters")]
    [InlineData("e1", "u ", "U", "userId must not begin or end with white space")]
    [InlineData("e1", "\\u00a0u", "U", "userId must not begin or end with white space")]
    [InlineData(" e1", "u", "U", "eventId must not begin or end with white space")]
    [InlineData("e1", "..", "U", "userId must not be '.' or '..'")]
    [InlineData("e1", "u", " ", "displayName must not be empty")]
    [InlineData("e\\u0000", "u", "U", "eventId must not contain control characters")]
    [InlineData("e1", "u\\u0000", "U", "userId must not contain control characters")]
    [InlineData("e1", "u", "U\\u0000", "displayName must not contain control characters")]
    public async Task Should_refuse_what_breaks_the_contract_and_name_the_member(
        string eventId, string userId, string displayName, string problem)
    {
        await Service.SendRawJsonAsync(
            _queue,
            $$"""
            { "eventId": "{{eventId}}", "userId": "{{userId}}", "displayName": "{{displayName}}", "changedAt": "2026-02-01T00:00:00Z" }
            """);

        await Eventually.Until(() => Service.Log.Lines().Any(line => line.Contains($"user-profile-changed: {problem}")));
        (await Service.ReadAsync(db => db.UserProfiles.AnyAsync())).ShouldBeFalse();
    }
}
