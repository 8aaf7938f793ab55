using Demo.Time;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using TestKit;

namespace Demo.Tests.Time;

public class When_the_demo_clock_is_advanced
{
    private static readonly TimeSpan _fortnight = TimeSpan.FromDays(14);
    private readonly FakeTimeProvider _real = new();

    [Fact]
    public void Should_be_ahead_of_real_time_and_go_on_with_it()
    {
        var clock = new DemoClock(_real, TimeSpan.Zero);
        var start = clock.GetUtcNow();

        clock.Advance(_fortnight);
        _real.Advance(TimeSpan.FromMinutes(3));

        clock.GetUtcNow().ShouldBe(start + _fortnight + TimeSpan.FromMinutes(3));
        clock.Offset.ShouldBe(_fortnight);
    }

    [Fact]
    public void Should_never_go_back()
    {
        var clock = new DemoClock(_real, _fortnight);

        Should.Throw<ArgumentOutOfRangeException>(() => clock.Advance(TimeSpan.FromTicks(-1)));
        Should.Throw<ArgumentOutOfRangeException>(() => new DemoClock(_real, TimeSpan.FromTicks(-1)));
        clock.Offset.ShouldBe(_fortnight);
    }

    [Fact]
    public void Should_catch_up_in_steps_after_it_was_set_back()
    {
        var clock = new DemoClock(_real, _fortnight);
        var present = clock.GetUtcNow();
        clock.SetBack(TimeSpan.FromDays(100));
        clock.CaughtUp.ShouldBe(present);
        clock.GetUtcNow().ShouldBe(present - TimeSpan.FromDays(100));

        clock.CatchUp(TimeSpan.FromDays(30));
        clock.GetUtcNow().ShouldBe(present - TimeSpan.FromDays(30));
        clock.CatchUp(TimeSpan.FromDays(40));
        clock.GetUtcNow().ShouldBe(present - TimeSpan.FromDays(30));
        clock.CatchUp(TimeSpan.Zero);

        clock.GetUtcNow().ShouldBe(present);
        clock.Offset.ShouldBe(_fortnight);
    }

    [Fact]
    public void Should_keep_a_timers_distance_when_it_is_set_back()
    {
        var clock = new DemoClock(_real, TimeSpan.Zero);
        var fired = 0;
        using var timer = Timer(clock, () => fired++, TimeSpan.FromSeconds(1));

        clock.SetBack(TimeSpan.FromDays(100));
        fired.ShouldBe(0);
        _real.Advance(TimeSpan.FromSeconds(2));

        fired.ShouldBe(1);
    }

    [Fact]
    public void Should_fire_timers_that_it_passes_and_no_others()
    {
        var clock = new DemoClock(_real, TimeSpan.Zero);
        var fired = new List<string>();
        using var passed = Timer(clock, () => fired.Add("passed"), _fortnight);
        using var ahead = Timer(clock, () => fired.Add("ahead"), _fortnight + TimeSpan.FromDays(1));

        clock.Advance(_fortnight);

        fired.ShouldBe(["passed"]);
    }

    [Fact]
    public void Should_fire_a_timer_once_even_when_real_time_catches_up()
    {
        var clock = new DemoClock(_real, TimeSpan.Zero);
        var fired = 0;
        using var timer = Timer(clock, () => fired++, TimeSpan.FromHours(1));

        clock.Advance(TimeSpan.FromHours(2));
        _real.Advance(TimeSpan.FromHours(2));

        fired.ShouldBe(1);
    }

    [Fact]
    public void Should_fire_a_timer_by_the_passing_of_real_time_too()
    {
        var clock = new DemoClock(_real, TimeSpan.Zero);
        var fired = 0;
        using var timer = Timer(clock, () => fired++, TimeSpan.FromHours(1));

        clock.Advance(TimeSpan.FromMinutes(40));
        _real.Advance(TimeSpan.FromMinutes(19));
        fired.ShouldBe(0);
        _real.Advance(TimeSpan.FromMinutes(2));

        fired.ShouldBe(1);
    }

    [Fact]
    public void Should_tick_once_over_many_periods_and_then_go_on_ticking()
    {
        var clock = new DemoClock(_real, TimeSpan.Zero);
        var ticks = 0;
        using var timer = clock.CreateTimer(_ => ticks++, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));

        clock.Advance(_fortnight);
        ticks.ShouldBe(1);
        _real.Advance(TimeSpan.FromSeconds(1.5));

        ticks.ShouldBe(2);
    }

    [Fact]
    public void Should_wait_longer_than_a_real_timer_can()
    {
        var clock = new DemoClock(_real, TimeSpan.Zero);
        var fired = 0;
        using var timer = Timer(clock, () => fired++, TimeSpan.FromDays(100));

        _real.Advance(TimeSpan.FromDays(99));
        fired.ShouldBe(0);
        _real.Advance(TimeSpan.FromDays(2));

        fired.ShouldBe(1);
    }

    [Fact]
    public void Should_not_fire_a_timer_that_was_disposed_of()
    {
        var clock = new DemoClock(_real, TimeSpan.Zero);
        var fired = 0;
        Timer(clock, () => fired++, TimeSpan.FromHours(1)).Dispose();

        clock.Advance(_fortnight);

        fired.ShouldBe(0);
    }

    [Fact]
    public async Task Should_end_a_delay_on_it()
    {
        var clock = new DemoClock(_real, TimeSpan.Zero);
        var delay = Task.Delay(_fortnight, clock, TestContext.Current.CancellationToken);

        clock.Advance(_fortnight);

        await delay.OrHang();
    }

    private static ITimer Timer(DemoClock clock, Action fire, TimeSpan due) =>
        clock.CreateTimer(_ => fire(), null, due, Timeout.InfiniteTimeSpan);
}
