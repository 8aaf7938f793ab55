using System.Net;
using EndToEnd.Tests.Api;
using EndToEnd.Tests.Systems;
using Shouldly;
using TestKit.Processes;
using Xunit;

namespace EndToEnd.Tests.Operators;

/// <summary><c>ops rollout</c>, in a process of its own, beside the one that decides.</summary>
public sealed class When_operators_set_the_rollout : BesideTheEmbeddedRun
{
    [Trait("Symptom", "a freelancer is told `not-in-rollout`")]
    [Fact]
    public async Task R61_R62_Should_be_in_force_in_the_process_that_runs_and_say_which_cohort_a_freelancer_is_in()
    {
        var (contract, other) = (await Host.ContractAsync(), await Host.ContractAsync());
        var file = Folder.Path("pilot.txt");
        await File.WriteAllTextAsync(file, $"{contract.FreelancerId}\n\n", TestContext.Current.CancellationToken);

        var closed = await OpsVerb.JsonAsync(
            Settings, ["rollout", "set", "--percentage", "0", "--operator", "olga", "--note", "Closed for now"]);
        await Host.TabShowsAsync(contract, tab => Reasons(tab).SequenceEqual(["not-in-rollout"]));
        (await OpsVerb.TableAsync(Settings, "rollout", "show", "--freelancer", contract.FreelancerId)).ShouldContain("is in: none.");
        await OpsVerb.TableAsync(Settings, "rollout", "set", "--cohort", "pilot", "--cohort-freelancers", file, "--operator", "otto");
        await Host.TabShowsAsync(contract, tab => Reasons(tab).Count == 0);

        (closed.GetProperty("changed").GetBoolean(), closed.GetProperty("rollout").GetProperty("version").GetInt32()).ShouldBe((true, 1));
        await Host.RequestedAsync(contract);
        (await Host.Api.RequestFeedbackAsync(other.ContractId, other.FreelancerId)).Status.ShouldBe(HttpStatusCode.Conflict);
        (await OpsVerb.TableAsync(Settings, "rollout", "show", "--freelancer", contract.FreelancerId)).ShouldContain("is in: pilot.");
        var history = (await OpsVerb.JsonAsync(Settings, ["rollout", "history"])).GetProperty("items").EnumerateArray().ToList();
        history.Select(version => version.GetProperty("changedBy").GetString()).ShouldBe(["otto", "olga"]);
        (await OpsVerb.TableAsync(Settings, "rollout", "history")).ShouldContain("Closed for now");

        var cohorts = (await OpsVerb.JsonAsync(Settings, ["rollout", "report", "--since", "1d"]))
            .GetProperty("cohorts").EnumerateArray().ToDictionary(cohort => cohort.GetProperty("cohort").GetString()!);
        cohorts["pilot"].GetProperty("accepted").GetInt64().ShouldBe(1);
        cohorts["none"].GetProperty("refused").GetProperty("count").GetInt64().ShouldBe(1);
        (await OpsVerb.TableAsync(Settings, "rollout", "report")).ShouldContain("not-in-rollout");
    }

    [Fact]
    public async Task R61_Should_change_nothing_in_a_dry_run_nor_where_it_is_refused()
    {
        (await ServiceProcess.RunAsync(["ops", "rollout", "set", "--cohort", "pilot"], Settings)).ShouldSatisfyAllConditions(
            refused => refused.ExitCode.ShouldBe(1),
            refused => refused.Log.ShouldContain("ops: no version of the rollout is stored yet"));
        await OpsVerb.TableAsync(Settings, "rollout", "set", "--percentage", "10");

        (await OpsVerb.JsonAsync(Settings, ["rollout", "set", "--percentage", "20", "--dry-run"]))
            .GetProperty("rollout").GetProperty("version").GetInt32().ShouldBe(2);
        (await OpsVerb.TableAsync(Settings, "rollout", "set", "--percentage", "10.00")).ShouldContain("in force already");
        foreach (var (words, says) in new (string[], string)[]
        {
            (["--percentage", "20", "--version", "0"], "ops: nothing changed. The rollout is at version 1"),
            (["--percentage", "101"], "ops: nothing changed: percentage must be"),
            (["--percentage", "many"], "ops: --percentage is a number"),
            (["--cohort", "List"], "ops: nothing changed: cohorts[0].name must be"),
            (["--cohort-percentage", "5"], "ops: name the cohort"),
            (["--remove-cohort", "none-such"], "ops: there is no cohort none-such"),
            (["--freelancers", Folder.Path("nowhere")], "ops: --freelancers can't be read"),
            ([], "ops: say what is to change"),
        })
        {
            var (exitCode, output) = await ServiceProcess.RunAsync(["ops", "rollout", "set", .. words], Settings);
            exitCode.ShouldBe(1, output);
            output.ShouldContain(says);
        }

        (await OpsVerb.JsonAsync(Settings, ["rollout", "show"]))
            .GetProperty("rollout").GetProperty("percentage").GetDecimal().ShouldBe(10);
        (await ServiceProcess.RunAsync(["ops", "rollout", "show", "--version", "7"], Settings)).ExitCode.ShouldBe(1);
    }

    private static IReadOnlyList<string?> Reasons(ApiResponse tab) =>
        [.. tab.Member("actions.requestFeedback.reasons").EnumerateArray().Select(reason => reason.GetProperty("code").GetString())];
}
