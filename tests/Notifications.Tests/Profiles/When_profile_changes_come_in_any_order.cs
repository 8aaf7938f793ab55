using Contracts.Messages;
using Notifications.Tests.Support;
using Shouldly;
using Xunit;

namespace Notifications.Tests.Profiles;

public sealed class When_profile_changes_come_in_any_order : NotificationsSituation
{
    private static readonly UserProfileChanged _first = TestData.Profile("u", "First", "first@example.org", TestData.Now, "a");
    private static readonly UserProfileChanged _second = TestData.Profile("u", "Second", null, TestData.Now.AddSeconds(1), "b");
    private static readonly UserProfileChanged _tied = TestData.Profile("u", "Tied", "tied@example.org", TestData.Now.AddSeconds(1), "c");

    protected override Task GivenAsync() => Task.CompletedTask;

    [Theory]
    [InlineData(0, 1, 2)]
    [InlineData(0, 2, 1)]
    [InlineData(1, 0, 2)]
    [InlineData(1, 2, 0)]
    [InlineData(2, 0, 1)]
    [InlineData(2, 1, 0)]
    public async Task R40_Should_end_with_the_latest_change_and_of_two_at_one_instant_with_the_greater_event(params int[] order)
    {
        UserProfileChanged[] changes = [_first, _second, _tied];

        foreach (var index in order)
            await Service.PublishAndSettleAsync(changes[index]);

        var profile = (await Service.ProfileAsync("u")).ShouldNotBeNull();
        profile.DisplayName.ShouldBe("Tied");
        profile.Email.ShouldBe("tied@example.org");
        profile.EventId.ShouldBe("c");
    }

    [Fact]
    public async Task Should_take_the_address_away_when_the_user_takes_no_more_email()
    {
        await Service.PublishAndSettleAsync(_first);
        await Service.PublishAndSettleAsync(_second);

        (await Service.ProfileAsync("u"))!.Email.ShouldBeNull();
    }
}
