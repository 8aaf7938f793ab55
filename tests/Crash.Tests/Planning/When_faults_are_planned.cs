using Crash.Faults;
using Shouldly;
using Xunit;

namespace Crash.Tests.Planning;

public sealed class When_faults_are_planned
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Should_meet_every_kind_within_a_short_run(int seed) =>
        Plan(seed, TimeSpan.FromSeconds(90)).Select(fault => fault.Kind).Distinct()
            .ShouldBe(Enum.GetValues<FaultKind>(), ignoreOrder: true);

    [Fact]
    public void Should_stop_processes_for_longer_than_any_lease() =>
        Plan(1, TimeSpan.FromMinutes(20))
            .Where(fault => fault.Kind is FaultKind.PauseSaga or FaultKind.PauseNotifications or FaultKind.PauseGateway)
            .ShouldAllBe(fault => fault.Lasts > TimeSpan.FromSeconds(10));

    [Fact]
    public void Should_end_with_the_load() =>
        Plan(1, TimeSpan.FromMinutes(20)).ShouldAllBe(fault => fault.EndsAt <= TimeSpan.FromMinutes(20));

    private static IReadOnlyList<Fault> Plan(int seed, TimeSpan load) =>
        [.. FaultSchedule.Create(new CrashOptions { Seed = seed, Load = load }).SelectMany(lane => lane)];
}
