using System.Net;
using System.Text.Json;
using EndToEnd.Tests.Api;
using EndToEnd.Tests.Systems;
using Shouldly;
using TestKit.Processes;
using Xunit;

namespace EndToEnd.Tests.Operators;

/// <summary>By the verbs beside the process that serves, and by its routes.</summary>
public sealed class When_operators_decide_about_reported_feedback : IAsyncLifetime
{
    private const string Reason = "It is about somebody else.";

    private readonly TemporaryFolder _folder = new("reports");
    private Dictionary<string, string> _settings = null!;
    private EmbeddedSystem _system = null!;

    public async ValueTask InitializeAsync()
    {
        _settings = new()
        {
            ["Demo__Data"] = "false",
            ["ConnectionStrings__Feedback"] = $"Data Source={_folder.Path("feedback.db")}",
            ["ConnectionStrings__Notifications"] = $"Data Source={_folder.Path("notifications.db")}",
        };
        _system = new EmbeddedSystem(_settings);
        await _system.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _system.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task R57_R58_R59_Should_hold_it_by_a_verb_and_take_it_down_and_restore_it_over_HTTP()
    {
        var contract = await _system.ContractAsync();
        var provided = await _system.Api.ProvideFeedbackAsync(contract.ContractId, contract.ClientId, "Slow and rude.");
        var feedback = provided.Text("feedbackId")!;
        var reported = await _system.Api.PostAsync(
            $"/api/contracts/{contract.ContractId}/feedback/{feedback}/reports", new { reason = Reason }, contract.FreelancerId);
        reported.Status.ShouldBe(HttpStatusCode.Created, reported.Body);
        (await ShownAsync(contract)).ShouldBe([feedback]);

        var listed = (await OpsVerb.JsonAsync(_settings, ["reports", "list", "--status", "open"]))
            .GetProperty("reports").EnumerateArray().ShouldHaveSingleItem();
        listed.GetProperty("feedback").GetProperty("feedbackId").GetString().ShouldBe(feedback);
        listed.ToString().ShouldNotContain("somebody");
        listed.ToString().ShouldNotContain("rude");
        var texts = await OpsVerb.TableAsync(_settings, "reports", "list", "--texts");
        texts.ShouldContain(Reason);
        texts.ShouldContain("Slow and rude.");

        (await OpsVerb.TableAsync(_settings, "reports", "hold", feedback, "--dry-run")).ShouldContain("It would be so:");
        (await ShownAsync(contract)).ShouldBe([feedback]);
        var held = await OpsVerb.TableAsync(_settings, "reports", "hold", feedback, "--operator", "olga", "--note", "Asked both sides.");
        held.ShouldContain($"Done: feedback {feedback} is held, and its report is open.");
        held.ShouldContain("Audit: olga");
        (await OpsVerb.TableAsync(_settings, "reports", "hold", feedback)).ShouldContain("Nothing to do:");
        (await ServiceProcess.RunAsync(["ops", "reports", "dismiss", feedback], _settings)).ShouldSatisfyAllConditions(
            refused => refused.ExitCode.ShouldBe(1),
            refused => refused.Log.ShouldContain("The feedback is held. Restore it, or take it down."));
        (await ShownAsync(contract)).ShouldBeEmpty();
        (await OpsVerb.TableAsync(_settings, "contract", contract.ContractId)).ShouldContain("feedback-held");
        var status = (await OpsVerb.JsonAsync(_settings, ["status"])).GetProperty("feedback");
        status.GetProperty("reports").GetProperty("open").GetInt64().ShouldBe(1);
        status.GetProperty("withheld").GetProperty("held").GetInt64().ShouldBe(1);

        (await ModerateAsync(feedback, "take-down")).Text("reportStatus").ShouldBe("upheld");
        var tab = await _system.Api.TabAsync(contract.ContractId, contract.ClientId);
        tab.Items("feedback").ShouldHaveSingleItem().GetProperty("comment").ValueKind.ShouldBe(JsonValueKind.Null);
        (await ModerateAsync(feedback, "restore")).Text("reportStatus").ShouldBe("dismissed");
        (await ShownAsync(contract)).ShouldBe([feedback]);
    }

    private async Task<ApiResponse> ModerateAsync(string feedback, string action)
    {
        var moderated = await _system.Api.PostAsync($"/api/ops/feedback/{feedback}/{action}", new { note = "Decided." }, "olga", "ops");
        moderated.Status.ShouldBe(HttpStatusCode.OK, moderated.Body);
        return moderated;
    }

    private async Task<IReadOnlyList<string>> ShownAsync(Contract contract) =>
        [.. (await _system.Api.WorkHistoryAsync(contract.FreelancerId)).Items("items")
            .SelectMany(item => item.GetProperty("feedback").EnumerateArray())
            .Select(feedback => feedback.GetProperty("feedbackId").GetString()!)];
}
