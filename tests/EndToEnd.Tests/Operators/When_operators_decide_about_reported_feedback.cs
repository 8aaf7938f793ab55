using System.Net;
using System.Text.Json;
using EndToEnd.Tests.Api;
using EndToEnd.Tests.Systems;
using Shouldly;
using TestKit.Processes;
using Xunit;

namespace EndToEnd.Tests.Operators;

/// <summary>By the verbs beside the process that serves, and by its routes.</summary>
public sealed class When_operators_decide_about_reported_feedback : BesideTheEmbeddedRun
{
    private const string Reason = "It is about somebody else.";

    [Fact]
    public async Task R57_R58_R59_Should_hold_it_by_a_verb_and_take_it_down_and_restore_it_over_HTTP()
    {
        var contract = await Host.ContractAsync();
        var provided = await Host.Api.ProvideFeedbackAsync(contract.ContractId, contract.ClientId, "Slow and rude.");
        var feedback = provided.Text("feedbackId")!;
        var reported = await Host.Api.PostAsync(
            $"/api/contracts/{contract.ContractId}/feedback/{feedback}/reports", new { reason = Reason }, contract.FreelancerId);
        reported.Status.ShouldBe(HttpStatusCode.Created, reported.Body);
        (await ShownAsync(contract)).ShouldBe([feedback]);

        var listed = (await OpsVerb.JsonAsync(Settings, ["reports", "list", "--status", "open"]))
            .GetProperty("reports").EnumerateArray().ShouldHaveSingleItem();
        listed.GetProperty("feedback").GetProperty("feedbackId").GetString().ShouldBe(feedback);
        listed.ToString().ShouldNotContain("somebody");
        listed.ToString().ShouldNotContain("rude");
        var texts = await OpsVerb.TableAsync(Settings, "reports", "list", "--texts");
        texts.ShouldContain(Reason);
        texts.ShouldContain("Slow and rude.");

        (await OpsVerb.TableAsync(Settings, "reports", "hold", feedback, "--dry-run")).ShouldContain("It would be so:");
        (await ShownAsync(contract)).ShouldBe([feedback]);
        var held = await OpsVerb.TableAsync(Settings, "reports", "hold", feedback, "--operator", "olga", "--note", "Asked both sides.");
        held.ShouldContain($"Done: feedback {feedback} is held, and its report is open.");
        held.ShouldContain("Audit: olga");
        (await OpsVerb.TableAsync(Settings, "reports", "hold", feedback)).ShouldContain("Nothing to do:");
        (await ServiceProcess.RunAsync(["ops", "reports", "dismiss", feedback], Settings)).ShouldSatisfyAllConditions(
            refused => refused.ExitCode.ShouldBe(1),
            refused => refused.Log.ShouldContain("The feedback is held. Restore it, or take it down."));
        (await ShownAsync(contract)).ShouldBeEmpty();
        (await OpsVerb.TableAsync(Settings, "contract", contract.ContractId)).ShouldContain("feedback-held");
        var status = (await OpsVerb.JsonAsync(Settings, ["status"])).GetProperty("feedback");
        status.GetProperty("reports").GetProperty("open").GetInt64().ShouldBe(1);
        status.GetProperty("withheld").GetProperty("held").GetInt64().ShouldBe(1);

        (await ModerateAsync(feedback, "take-down")).Text("reportStatus").ShouldBe("upheld");
        var tab = await Host.Api.TabAsync(contract.ContractId, contract.ClientId);
        tab.Items("feedback").ShouldHaveSingleItem().GetProperty("comment").ValueKind.ShouldBe(JsonValueKind.Null);
        (await ModerateAsync(feedback, "restore")).Text("reportStatus").ShouldBe("dismissed");
        (await ShownAsync(contract)).ShouldBe([feedback]);
    }

    private async Task<ApiResponse> ModerateAsync(string feedback, string action)
    {
        var moderated = await Host.Api.PostAsync($"/api/ops/feedback/{feedback}/{action}", new { note = "Decided." }, "olga", "ops");
        moderated.Status.ShouldBe(HttpStatusCode.OK, moderated.Body);
        return moderated;
    }

    private async Task<IReadOnlyList<string>> ShownAsync(Contract contract) =>
        [.. (await Host.Api.WorkHistoryAsync(contract.FreelancerId)).Items("items")
            .SelectMany(item => item.GetProperty("feedback").EnumerateArray())
            .Select(feedback => feedback.GetProperty("feedbackId").GetString()!)];
}
