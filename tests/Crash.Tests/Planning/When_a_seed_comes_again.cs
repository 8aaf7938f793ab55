using Crash.Faults;
using Crash.Workload;
using Shouldly;
using Xunit;

namespace Crash.Tests.Planning;

public sealed class When_a_seed_comes_again
{
    private static readonly DateTimeOffset _start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Should_do_the_same_work_at_the_same_instants()
    {
        var first = WorkPlan.Create(Options(7), _start);

        WorkPlan.Create(Options(7), _start).Steps.ShouldBe(first.Steps);
        first.Steps.Count.ShouldBeGreaterThan(1000);
    }

    [Fact]
    public void Should_break_the_same_things_at_the_same_instants() =>
        FaultSchedule.Create(Options(7)).SelectMany(lane => lane).ShouldBe(FaultSchedule.Create(Options(7)).SelectMany(lane => lane));

    [Fact]
    public void Should_not_be_what_another_seed_does()
    {
        WorkPlan.Create(Options(8), _start).Steps.Select(step => step.At)
            .ShouldNotBe(WorkPlan.Create(Options(7), _start).Steps.Select(step => step.At));
        FaultSchedule.Create(Options(8)).SelectMany(lane => lane).ShouldNotBe(FaultSchedule.Create(Options(7)).SelectMany(lane => lane));
    }

    private static CrashOptions Options(int seed) => new() { Seed = seed, Load = TimeSpan.FromSeconds(60) };
}
