using EndToEnd.Tests.Systems;
using Microsoft.Data.Sqlite;
using Shouldly;
using TestKit;
using TestKit.Processes;
using TestKit.Servers;
using Xunit;

namespace EndToEnd.Tests.Operators;

/// <summary>The verbs of <c>ops</c> on SQLite's files, beside the process that serves and without it.</summary>
public sealed class When_operators_look_at_the_embedded_run : BesideTheEmbeddedRun
{
    private SmtpServer _mail = null!;

    public override async ValueTask InitializeAsync()
    {
        _mail = await SmtpServer.StartAsync();
        Settings["Email__Host"] = _mail.Host;
        Settings["Email__Port"] = $"{_mail.Port}";
        Settings["Email__StartTls"] = "false";
        Settings["Email__From"] = "feedback@example.com";

        // One more attempt, and it is given up.
        Settings["Email__RetryDelays__0"] = "00:00:00.200";
        Settings["Email__Horizon"] = "00:00:00.300";
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _mail.DisposeAsync();
    }

    [Trait("Symptom", "many emails `failed` or `pending`")]
    [Fact]
    public async Task R51_Should_release_what_failed_by_our_own_fault_with_the_same_Message_ID_and_nothing_else()
    {
        var (ours, theirs) = (await Host.ContractAsync(), await Host.ContractAsync());
        await _mail.BehaveAsync(SmtpBehaviour.Refuse(530) with { OnlyTo = ours.ClientEmail });
        var requestId = (await Host.RequestedAsync(ours)).Id("requestId");
        await FailedAsync(1);
        Host.Process.Log.ShouldContain("because of our own set-up");
        await _mail.BehaveAsync(SmtpBehaviour.Refuse(550) with { OnlyTo = theirs.ClientEmail });
        await Host.RequestedAsync(theirs);
        var failed = await FailedAsync(2);
        var messageId = await MessageIdAsync(requestId);
        await _mail.BehaveAsync(SmtpBehaviour.Accept);

        (await OpsVerb.JsonAsync(Settings, ["deliveries", "release", "--all", "--dry-run"])).GetProperty("count").GetInt32().ShouldBe(1);
        (await FailedAsync(2)).ShouldBe(failed, ignoreOrder: true);
        (await OpsVerb.JsonAsync(Settings, ["deliveries", "release", "--all"])).GetProperty("count").GetInt32().ShouldBe(1);

        (await _mail.MailsToAsync(ours.ClientEmail)).ShouldHaveSingleItem().MessageId.ShouldBe(messageId);
        var left = (await FailedAsync(1)).ShouldHaveSingleItem();

        // What was refused for good goes out when it is named.
        await OpsVerb.TableAsync(Settings, "deliveries", "resend", left!);
        (await _mail.MailsToAsync(theirs.ClientEmail)).ShouldHaveSingleItem();
        await Eventually.Until(async () => (await FailedAsync(0)).Count == 0);
        (await ServiceProcess.RunAsync(["ops", "deliveries", "resend", left!], Settings)).Log
            .ShouldContain($"ops: delivery {left} is not sent again. The notice is delivered");
    }

    [Trait("Symptom", "somebody is to be forgotten")]
    [Fact]
    public async Task Should_erase_a_person_and_say_what_was_touched()
    {
        var contract = await Host.ContractAsync();
        await Host.RequestedAsync(contract);
        await _mail.MailsToAsync(contract.ClientEmail);
        (await OpsVerb.TableAsync(Settings, "contract", contract.ContractId)).ShouldContain(contract.ClientId);

        var dry = await OpsVerb.JsonAsync(Settings, ["erase-user", contract.ClientId, "--dry-run"]);
        (await OpsVerb.TableAsync(Settings, "contract", contract.ContractId)).ShouldContain(contract.ClientId);
        var table = await OpsVerb.TableAsync(Settings, "erase-user", contract.ClientId);
        var second = await OpsVerb.JsonAsync(Settings, ["erase-user", contract.ClientId]);

        dry.GetProperty("erased").GetArrayLength().ShouldBeGreaterThan(3);
        table.ShouldContain("user-profiles");
        second.GetProperty("erased").GetArrayLength().ShouldBe(0);
        var story = await OpsVerb.TableAsync(Settings, "contract", contract.ContractId);
        story.ShouldNotContain(contract.ClientId);
        story.ShouldContain(dry.GetProperty("pseudonym").GetString()!);
        (await ServiceProcess.RunAsync(["ops", "erase-user", " x"], Settings)).Log.ShouldContain("the id of a user");
    }

    [Fact]
    public async Task Should_look_at_the_files_while_the_process_is_stopped()
    {
        var requestId = (await Host.RequestedAsync(await Host.ContractAsync())).Id("requestId");
        await Host.Process.StopAsync();

        var status = await OpsVerb.JsonAsync(Settings, ["status"]);
        var story = await OpsVerb.TableAsync(Settings, "request", $"{requestId}");
        var doctor = await OpsVerb.TableAsync(Settings, "doctor");

        status.GetProperty("feedback").GetProperty("requests").GetProperty("pending").GetInt64().ShouldBe(1);
        status.TryGetProperty("queues", out _).ShouldBeFalse();
        story.Split('\n').ShouldContain(line => line.Contains("feedback-requested") && line.Contains("facts="));
        doctor.ShouldNotContain("fail");
        var (exitCode, output) = await ServiceProcess.RunAsync(["ops", "errors", "list"], Settings);
        exitCode.ShouldBe(1);
        output.Trim().ShouldBe("ops: in memory there are no error queues: what failed is parked; see ops parked list.");
    }

    [Trait("Symptom", "a queue was purged, or timers were deleted")]
    [Fact]
    public async Task Should_set_a_lost_timer_again_and_ask_for_a_lost_notice()
    {
        var contract = await Host.ContractAsync();
        await Host.RequestedAsync(contract);
        await _mail.MailsToAsync(contract.ClientEmail);
        await Host.Process.StopAsync();
        await ExecuteAsync(
            "feedback.db",
            $"""
            DELETE FROM outbox_messages;
            UPDATE feedback_requests SET requested_at = requested_at - {TimeSpan.TicksPerHour};
            """);
        await ExecuteAsync("notifications.db", "DELETE FROM in_app_messages; DELETE FROM deliveries");

        var found = (await OpsVerb.JsonAsync(Settings, ["reconcile", "--dry-run"])).GetProperty("found");
        found.EnumerateObject().ShouldHaveSingleItem().Name.ShouldBe("request-without-timer");
        found.GetProperty("request-without-timer").GetInt64().ShouldBe(1);
        (await TimersAsync()).ShouldBe(0);
        await OpsVerb.TableAsync(Settings, "reconcile", "--since", "2d");
        await Host.Process.RestartAsync();

        await Eventually.Until(async () => await TimersAsync() == 1);
        await Eventually.Until(async () => (await _mail.MailsToAsync(contract.ClientEmail)).Count == 2);
        (await ServiceProcess.RunAsync(["ops", "reconcile", "--since=-1.00:00:00"], Settings)).ExitCode.ShouldBe(1);
    }

    [Fact]
    public async Task Should_make_no_file_where_there_is_none()
    {
        Settings["ConnectionStrings__Feedback"] = $"Data Source={Folder.Path("none.db")}";

        var (exitCode, output) = await ServiceProcess.RunAsync(["ops", "status"], Settings);

        exitCode.ShouldBe(1);
        output.ShouldStartWith("ConnectionStrings:Feedback: there is no ");
        File.Exists(Folder.Path("none.db")).ShouldBeFalse();
    }

    /// <summary>The ids of the failed emails, once there are so many.</summary>
    private async Task<IReadOnlyList<string?>> FailedAsync(int count) => await Eventually.Get(
        async () => (await OpsVerb.JsonAsync(Settings, ["deliveries", "list", "--status", "failed"]))
            .GetProperty("deliveries").EnumerateArray().Select(delivery => delivery.GetProperty("deliveryId").GetString()).ToArray(),
        ids => ids.Length == count);

    private async Task<long> TimersAsync() => (await OpsVerb.JsonAsync(Settings, ["status"]))
        .GetProperty("feedback").GetProperty("outbox").GetProperty("timers").GetInt64();

    private async Task ExecuteAsync(string file, string statements)
    {
        await using var connection = new SqliteConnection($"Data Source={Folder.Path(file)};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = statements;
        await command.ExecuteNonQueryAsync();
    }

    private async Task<string?> MessageIdAsync(Guid requestId) =>
        (await OpsVerb.JsonAsync(Settings, ["request", $"{requestId}"])).GetProperty("entries").EnumerateArray()
            .Select(entry => entry.GetProperty("details"))
            .Where(details => details.TryGetProperty("messageId", out _))
            .Select(details => details.GetProperty("messageId").GetString())
            .First();
}
