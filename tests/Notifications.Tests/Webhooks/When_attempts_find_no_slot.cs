using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Notifications.Webhooks;
using Shouldly;
using Xunit;

namespace Notifications.Tests.Webhooks;

public sealed class When_attempts_find_no_slot
{
    private static readonly Guid _webhook = Guid.NewGuid();

    private readonly FakeTimeProvider _clock = new();
    private readonly SubscriberSlots _slots;

    public When_attempts_find_no_slot() => _slots = new SubscriberSlots(Options.Create(new WebhookOptions()), _clock);

    [Fact]
    public async Task R70_Should_come_again_at_once_when_the_subscriber_has_recovered()
    {
        await AttemptAsync(TimeSpan.FromSeconds(4));
        var taken = Enumerable.Range(0, 4).Select(_ => Take(_webhook).ShouldNotBeNull()).ToList();
        for (var refused = 0; refused < 200; refused++)
            Take(_webhook).ShouldBeNull();

        foreach (var slot in taken)
            await EndAsync(slot, TimeSpan.FromMilliseconds(10));

        for (var count = 0; count < 4; count++)
            Take(_webhook).ShouldNotBeNull();

        _slots.TryTake(_webhook, out var comeAgain).ShouldBeNull();
        (comeAgain - _clock.GetUtcNow()).ShouldBeLessThan(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task R70_Should_come_again_within_five_minutes_however_many_wait()
    {
        for (var attempt = 0; attempt < 4; attempt++)
            await AttemptAsync(TimeSpan.FromSeconds(15));

        Take(_webhook).ShouldNotBeNull();
        for (var refused = 0; refused < 1_000; refused++)
        {
            _slots.TryTake(_webhook, out var comeAgain).ShouldBeNull();
            (comeAgain - _clock.GetUtcNow()).ShouldBeInRange(TimeSpan.FromMilliseconds(200), SubscriberSlots.LongestWait);
        }
    }

    [Fact]
    public async Task R70_Should_come_ten_a_second_at_most_however_many_wait()
    {
        for (var attempt = 0; attempt < 4; attempt++)
            await AttemptAsync(TimeSpan.FromSeconds(15));

        Take(_webhook).ShouldNotBeNull();
        var returns = new List<DateTimeOffset>();
        for (var refused = 0; refused < 10_000; refused++)
        {
            _slots.TryTake(_webhook, out var comeAgain).ShouldBeNull();
            returns.Add(comeAgain);
        }

        returns.GroupBy(at => at.ToUnixTimeSeconds()).Max(second => second.Count()).ShouldBeInRange(2, 11);
    }

    [Fact]
    public async Task R70_Should_hang_who_is_slow_without_a_timeout()
    {
        _slots.Hangs(_webhook).ShouldBeFalse();

        await AttemptAsync(TimeSpan.FromSeconds(14));

        _slots.Hangs(_webhook).ShouldBeTrue();
        Take(_webhook).ShouldNotBeNull();
        Take(_webhook).ShouldBeNull();
    }

    [Fact]
    public async Task R70_Should_not_count_the_time_that_the_database_takes()
    {
        using (var slot = Take(_webhook).ShouldNotBeNull())
        {
            await slot.MeasureAsync(() => Task.FromResult(true));
            _clock.Advance(TimeSpan.FromMinutes(10));
        }

        // It does not hang: it has all its slots, and those that find none come soon.
        for (var count = 0; count < 4; count++)
            Take(_webhook).ShouldNotBeNull();

        for (var refused = 0; refused < 4; refused++)
        {
            _slots.TryTake(_webhook, out var comeAgain).ShouldBeNull();
            (comeAgain - _clock.GetUtcNow()).ShouldBeLessThan(TimeSpan.FromSeconds(1.1));
        }
    }

    [Fact]
    public async Task R70_Should_leave_the_others_three_quarters_however_many_hang()
    {
        var hanging = Enumerable.Range(0, 20).Select(_ => Guid.NewGuid()).ToList();
        foreach (var webhook in hanging)
            await EndAsync(Take(webhook).ShouldNotBeNull(), TimeSpan.FromSeconds(15));

        var taken = hanging.Concat(hanging).Select(Take).OfType<SubscriberSlots.Slot>().ToList();

        taken.Count.ShouldBe(8);
        taken.Select(slot => slot.WebhookId).ShouldBeUnique();
        await EndAsync(taken[0], TimeSpan.FromSeconds(1));
        Take(taken[0].WebhookId).ShouldNotBeNull();
        Take(taken[0].WebhookId).ShouldNotBeNull();
        Take(hanging[^1]).ShouldNotBeNull();
        Take(hanging[^2]).ShouldBeNull();
    }

    private async Task AttemptAsync(TimeSpan took) => await EndAsync(Take(_webhook).ShouldNotBeNull(), took);

    private async Task EndAsync(SubscriberSlots.Slot slot, TimeSpan took)
    {
        using (slot)
        {
            await slot.MeasureAsync(() =>
            {
                _clock.Advance(took);
                return Task.FromResult(true);
            });
        }
    }

    private SubscriberSlots.Slot? Take(Guid webhookId) => _slots.TryTake(webhookId, out var _);
}
