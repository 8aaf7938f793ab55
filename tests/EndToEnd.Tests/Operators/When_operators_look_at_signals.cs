using System.Net;
using System.Text.Json;
using EndToEnd.Tests.Api;
using EndToEnd.Tests.Systems;
using Shouldly;
using TestKit;
using TestKit.Processes;
using Xunit;

namespace EndToEnd.Tests.Operators;

/// <summary>By the verbs beside the process that serves, and by its routes.</summary>
public sealed class When_operators_look_at_signals : BesideTheEmbeddedRun
{
    private const string Plea = "Between us: 5 stars?";

    [Fact]
    public async Task R65_R67_Should_list_them_by_a_verb_and_over_HTTP_and_keep_who_looked_at_them()
    {
        var contract = await Host.ContractAsync();
        var requestId = (await Host.RequestedAsync(contract, Plea)).Id("requestId");
        var bonus = await Host.Api.PublishAsync(UpstreamEvent.BonusPaid(contract, await Host.NowAsync()));
        bonus.Status.ShouldBe(HttpStatusCode.Accepted, bonus.Body);
        await Eventually.Until(async () => (await SignalsAsync("")).Count == 2);

        var all = await OpsVerb.TableAsync(Settings, "signals", "list", "--freelancer", contract.FreelancerId, "--since", "1d");
        all.ShouldContain("rating-plea");
        all.ShouldContain("asked-near-bonus");
        all.ShouldNotContain("Between us");
        var listed = (await ListAsync("--kind", "rating-plea")).ShouldHaveSingleItem();
        listed.GetProperty("requestId").GetString().ShouldBe($"{requestId}");
        listed.GetProperty("evidence").GetProperty("pattern").GetString().ShouldBe("five-stars");
        var signal = listed.GetProperty("signalId").GetString()!;
        (await ListAsync("--freelancer", "nobody")).ShouldBeEmpty();

        (await OpsVerb.TableAsync(Settings, "signals", "review", signal, "--dry-run")).ShouldContain("It would be so:");
        (await ListAsync("--kind", "rating-plea")).ShouldHaveSingleItem();
        var reviewed = await OpsVerb.TableAsync(
            Settings, "signals", "review", signal, "--operator", "olga", "--note", "A joke between the two.");
        reviewed.ShouldContain($"Done: signal {signal} (rating-plea) was looked at by olga.");
        reviewed.ShouldContain($"Audit: olga has looked at signal {signal}");
        (await OpsVerb.TableAsync(Settings, "signals", "review", signal, "--operator", "oskar")).ShouldContain("was looked at by olga.");
        (await ListAsync("--kind", "rating-plea")).ShouldBeEmpty();
        (await ListAsync("--kind", "rating-plea", "--all")).ShouldHaveSingleItem().ToString().ShouldNotContain("joke");
        (await ListAsync("--all", "--texts")).Count(found => found.ToString().Contains("A joke", StringComparison.Ordinal)).ShouldBe(1);
        (await OpsVerb.JsonAsync(Settings, ["status"])).GetProperty("feedback").GetProperty("signals")
            .GetProperty("asked-near-bonus").GetInt64().ShouldBe(1);
        (await OpsVerb.TableAsync(Settings, "request", $"{requestId}")).ShouldContain("abuse-signal-reviewed");
        (await ServiceProcess.RunAsync(["ops", "signals", "review", $"{requestId}"], Settings)).ShouldSatisfyAllConditions(
            unknown => unknown.ExitCode.ShouldBe(1),
            unknown => unknown.Log.ShouldContain($"there is no signal {requestId}."));

        var other = (await SignalsAsync("?status=open")).ShouldHaveSingleItem();
        other.GetProperty("kind").GetString().ShouldBe("asked-near-bonus");
        var path = $"/api/ops/signals/{other.GetProperty("signalId").GetString()}/review";
        (await Host.Api.PostAsync(path, new { note = "Agreed on before." }, "olga", "ops")).Text("signal.reviewedBy").ShouldBe("olga");
        (await SignalsAsync("?status=reviewed")).Count.ShouldBe(2);
        (await Host.Api.TabAsync(contract.ContractId, contract.ClientId)).Body.ShouldNotContain("signal");
    }

    private async Task<IReadOnlyList<JsonElement>> ListAsync(params string[] options) =>
        [.. (await OpsVerb.JsonAsync(Settings, ["signals", "list", .. options])).GetProperty("signals").EnumerateArray()];

    private async Task<IReadOnlyList<JsonElement>> SignalsAsync(string query)
    {
        var listed = await Host.Api.GetAsync($"/api/ops/signals{query}", "olga", "ops");
        listed.Status.ShouldBe(HttpStatusCode.OK, listed.Body);
        return listed.Items("items");
    }
}
