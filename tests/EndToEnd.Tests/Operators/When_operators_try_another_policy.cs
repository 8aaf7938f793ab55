using EndToEnd.Tests.Systems;
using Shouldly;
using TestKit.Processes;
using Xunit;

namespace EndToEnd.Tests.Operators;

/// <summary>By the verb, beside the process that serves.</summary>
public sealed class When_operators_try_another_policy : BesideTheEmbeddedRun
{
    [Fact]
    public async Task R64_Should_say_what_would_have_been_different()
    {
        await Host.RequestedAsync(await Host.ContractAsync());

        var report = await OpsVerb.JsonAsync(Settings, ["policy", "try", "--minimum-contract-age", "3650d", "--since", "36h"]);
        var table = await OpsVerb.TableAsync(Settings, "policy", "try", "--request-window", "30.00:00:00");

        report.GetProperty("judged").GetInt64().ShouldBe(1);
        var refused = report.GetProperty("requestRefusals").GetProperty("contract-too-young");
        (refused.GetProperty("recorded").GetInt64(), refused.GetProperty("tried").GetInt64()).ShouldBe((0, 1));
        table.ShouldContain("1 decisions read");
        table.ShouldContain("1 decisions since ");
        table.ShouldContain("accepted");
        (await ServiceProcess.RunAsync(["ops", "policy", "try", "--since", "90d"], Settings)).ShouldSatisfyAllConditions(
            refused => refused.ExitCode.ShouldBe(1),
            refused => refused.Log.ShouldContain("name at least one length"));
    }
}
