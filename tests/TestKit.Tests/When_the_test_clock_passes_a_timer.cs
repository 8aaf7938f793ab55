using Shouldly;
using Xunit;

namespace TestKit.Tests;

public sealed class When_the_test_clock_passes_a_timer
{
    [Fact]
    public void Should_fire_it_at_its_instant_and_in_order()
    {
        var clock = new TestClock();
        var start = clock.GetUtcNow();
        var fired = new List<(string Name, TimeSpan After)>();
        using var late = clock.CreateTimer(_ => fired.Add(("late", clock.GetUtcNow() - start)), null, TimeSpan.FromDays(2), Timeout.InfiniteTimeSpan);
        using var early = clock.CreateTimer(_ => fired.Add(("early", clock.GetUtcNow() - start)), null, TimeSpan.FromDays(1), Timeout.InfiniteTimeSpan);

        clock.Advance(TimeSpan.FromDays(3));

        fired.ShouldBe([("early", TimeSpan.FromDays(1)), ("late", TimeSpan.FromDays(2))]);
    }

    [Fact]
    public void Should_only_move_forward()
    {
        var clock = new TestClock();

        Should.Throw<ArgumentOutOfRangeException>(() => clock.AdvanceTo(clock.GetUtcNow().AddTicks(-1)));
    }

    [Fact]
    public async Task Should_release_a_delay_that_waits_on_it()
    {
        var clock = new TestClock();
        var delay = Task.Delay(TimeSpan.FromHours(1), clock, TestContext.Current.CancellationToken);

        clock.Advance(TimeSpan.FromMinutes(59));
        delay.IsCompleted.ShouldBeFalse();
        clock.Advance(TimeSpan.FromMinutes(1));

        await delay;
    }
}
