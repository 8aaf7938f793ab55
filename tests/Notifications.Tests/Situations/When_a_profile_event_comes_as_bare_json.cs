using Shouldly;
using TestKit;
using Xunit;

namespace Notifications.Tests.Situations;

public sealed class When_a_profile_event_comes_as_bare_json : NotificationsSituation
{
    private static readonly Uri _queue = new("queue:notifications-user-profile-changed");

    protected override Task GivenAsync() => Task.CompletedTask;

    [Fact]
    public async Task Should_take_it()
    {
        await Service.SendRawJsonAsync(
            _queue,
            """{ "eventId": "e1", "userId": "u", "displayName": "Ünal", "email": "u@example.org", "changedAt": "2026-02-01T00:00:00Z" }""");

        await TestKit.Eventually.Until(async () => await Service.ProfileAsync("u") is { DisplayName: "Ünal", Email: "u@example.org" });
    }

    [Theory]
    [InlineData("""{ "eventId": "", "userId": "u", "displayName": "U", "changedAt": "2026-02-01T00:00:00Z" }""", "EventId")]
    [InlineData("""{ "eventId": "e1", "userId": "12345678901234567890123456789012345678901234567890123456789012345", "displayName": "U", "changedAt": "2026-02-01T00:00:00Z" }""", "UserId")]
    [InlineData("""{ "eventId": "e1", "userId": "u", "displayName": " ", "changedAt": "2026-02-01T00:00:00Z" }""", "DisplayName")]
    public async Task Should_refuse_what_breaks_the_contract_and_name_the_member(string json, string member)
    {
        await Service.SendRawJsonAsync(_queue, json);

        await TestKit.Eventually.Until(() => Service.Log.Lines().Any(line => line.Contains($"UserProfileChanged.{member} must have")));
        (await Service.ProfileAsync("u")).ShouldBeNull();
    }
}
