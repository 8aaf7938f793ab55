using Contracts.Messages;
using Crash.Faults;
using Shouldly;
using TestKit;
using Xunit;

namespace Crash.Tests;

/// <summary>The crash rig at the length that a test run can bear; tests/Crash/run.sh takes minutes and a seed.</summary>
public sealed class When_everything_fails(ITestOutputHelper output)
{
    private static readonly CrashOptions _options = new()
    {
        Seed = 2026,
        Load = TimeSpan.FromSeconds(90),
        ContractsPerSecond = 4,
        RequestWindow = TimeSpan.FromSeconds(15),
        Patience = HangGuard.Limit,
    };

    [Fact]
    public async Task Should_lose_nothing_repeat_nothing_and_leave_nothing_undone()
    {
        var report = await new CrashRig(_options, output.WriteLine).RunAsync();

        output.WriteLine(report.ToString());
        report.Findings.ShouldBeEmpty();
        report.Evidence.Plan.UpstreamEvents<ContractEnded>().ShouldNotBeEmpty();
        report.Evidence.Databases.Requests.Select(request => request.State).Distinct()
            .ShouldBeSubsetOf(["Answered", "Expired", "Closed"]);
        report.Evidence.Databases.Requests.ShouldNotBeEmpty();
        report.Faults.Select(fault => fault.Fault.Kind).Distinct().ShouldBe(Enum.GetValues<FaultKind>(), ignoreOrder: true);
    }
}
