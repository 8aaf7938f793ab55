using EndToEnd.Tests.Systems;
using Microsoft.Data.Sqlite;
using Shouldly;
using TestKit;
using TestKit.Processes;
using TestKit.Servers;
using Xunit;

namespace EndToEnd.Tests.Operators;

/// <summary>The verbs of <c>ops</c> on SQLite's files, beside the process that serves and without it.</summary>
public sealed class When_operators_look_at_the_embedded_run : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new("ops");
    private Dictionary<string, string> _settings = null!;
    private SmtpServer _mail = null!;
    private EmbeddedSystem _system = null!;

    public async ValueTask InitializeAsync()
    {
        _mail = await SmtpServer.StartAsync();
        _settings = new()
        {
            ["Demo__Data"] = "false",
            ["ConnectionStrings__Feedback"] = $"Data Source={_folder.Path("feedback.db")}",
            ["ConnectionStrings__Notifications"] = $"Data Source={_folder.Path("notifications.db")}",
            ["Email__Host"] = _mail.Host,
            ["Email__Port"] = $"{_mail.Port}",
            ["Email__StartTls"] = "false",
            ["Email__From"] = "feedback@example.com",

            // One more attempt, and it is given up.
            ["Email__RetryDelays__0"] = "00:00:00.200",
            ["Email__Horizon"] = "00:00:00.300",
        };
        _system = new EmbeddedSystem(_settings);
        await _system.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _system.DisposeAsync();
        await _mail.DisposeAsync();
        _folder.Dispose();
    }

    [Trait("Symptom", "many emails `failed` or `pending`")]
    [Fact]
    public async Task R51_Should_release_what_failed_by_our_own_fault_with_the_same_Message_ID_and_nothing_else()
    {
        var (ours, theirs) = (await _system.ContractAsync(), await _system.ContractAsync());
        await _mail.BehaveAsync(SmtpBehaviour.Refuse(530) with { OnlyTo = ours.ClientEmail });
        var requestId = (await _system.RequestedAsync(ours)).Id("requestId");
        await FailedAsync(1);
        _system.Process.Log.ShouldContain("because of our own set-up");
        await _mail.BehaveAsync(SmtpBehaviour.Refuse(550) with { OnlyTo = theirs.ClientEmail });
        await _system.RequestedAsync(theirs);
        var failed = await FailedAsync(2);
        var messageId = await MessageIdAsync(requestId);
        await _mail.BehaveAsync(SmtpBehaviour.Accept);

        (await OpsVerb.JsonAsync(_settings, ["deliveries", "release", "--all", "--dry-run"])).GetProperty("count").GetInt32().ShouldBe(1);
        (await FailedAsync(2)).ShouldBe(failed, ignoreOrder: true);
        (await OpsVerb.JsonAsync(_settings, ["deliveries", "release", "--all"])).GetProperty("count").GetInt32().ShouldBe(1);

        (await _mail.MailsToAsync(ours.ClientEmail)).ShouldHaveSingleItem().MessageId.ShouldBe(messageId);
        var left = (await FailedAsync(1)).ShouldHaveSingleItem();

        // What was refused for good goes out when it is named.
        await OpsVerb.TableAsync(_settings, "deliveries", "resend", left!);
        (await _mail.MailsToAsync(theirs.ClientEmail)).ShouldHaveSingleItem();
        await Eventually.Until(async () => (await FailedAsync(0)).Count == 0);
        (await ServiceProcess.RunAsync(["ops", "deliveries", "resend", left!], _settings)).Log
            .ShouldContain($"ops: delivery {left} is not sent again. The notice is delivered");
    }

    [Trait("Symptom", "somebody is to be forgotten")]
    [Fact]
    public async Task Should_erase_a_person_and_say_what_was_touched()
    {
        var contract = await _system.ContractAsync();
        await _system.RequestedAsync(contract);
        await _mail.MailsToAsync(contract.ClientEmail);
        (await OpsVerb.TableAsync(_settings, "contract", contract.ContractId)).ShouldContain(contract.ClientId);

        var dry = await OpsVerb.JsonAsync(_settings, ["erase-user", contract.ClientId, "--dry-run"]);
        (await OpsVerb.TableAsync(_settings, "contract", contract.ContractId)).ShouldContain(contract.ClientId);
        var table = await OpsVerb.TableAsync(_settings, "erase-user", contract.ClientId);
        var second = await OpsVerb.JsonAsync(_settings, ["erase-user", contract.ClientId]);

        dry.GetProperty("erased").GetArrayLength().ShouldBeGreaterThan(3);
        table.ShouldContain("user-profiles");
        second.GetProperty("erased").GetArrayLength().ShouldBe(0);
        var story = await OpsVerb.TableAsync(_settings, "contract", contract.ContractId);
        story.ShouldNotContain(contract.ClientId);
        story.ShouldContain(dry.GetProperty("pseudonym").GetString()!);
        (await ServiceProcess.RunAsync(["ops", "erase-user", " x"], _settings)).Log.ShouldContain("the id of a user");
    }

    [Fact]
    public async Task Should_look_at_the_files_while_the_process_is_stopped()
    {
        var requestId = (await _system.RequestedAsync(await _system.ContractAsync())).Id("requestId");
        await _system.Process.StopAsync();

        var status = await OpsVerb.JsonAsync(_settings, ["status"]);
        var story = await OpsVerb.TableAsync(_settings, "request", $"{requestId}");
        var doctor = await OpsVerb.TableAsync(_settings, "doctor");

        status.GetProperty("feedback").GetProperty("requests").GetProperty("pending").GetInt64().ShouldBe(1);
        status.TryGetProperty("queues", out _).ShouldBeFalse();
        story.Split('\n').ShouldContain(line => line.Contains("feedback-requested") && line.Contains("facts="));
        doctor.ShouldNotContain("fail");
        var (exitCode, output) = await ServiceProcess.RunAsync(["ops", "errors", "list"], _settings);
        exitCode.ShouldBe(1);
        output.Trim().ShouldBe("ops: in memory there are no error queues: what failed is parked; see ops parked list.");
    }

    [Trait("Symptom", "a queue was purged, or timers were deleted")]
    [Fact]
    public async Task Should_set_a_lost_timer_again_and_ask_for_a_lost_notice()
    {
        var contract = await _system.ContractAsync();
        await _system.RequestedAsync(contract);
        await _mail.MailsToAsync(contract.ClientEmail);
        await _system.Process.StopAsync();
        await ExecuteAsync(
            "feedback.db",
            $"""
            DELETE FROM outbox_messages;
            UPDATE feedback_requests SET requested_at = requested_at - {TimeSpan.TicksPerHour};
            """);
        await ExecuteAsync("notifications.db", "DELETE FROM in_app_messages; DELETE FROM deliveries");

        var found = (await OpsVerb.JsonAsync(_settings, ["reconcile", "--dry-run"])).GetProperty("found");
        found.EnumerateObject().ShouldHaveSingleItem().Name.ShouldBe("request-without-timer");
        found.GetProperty("request-without-timer").GetInt64().ShouldBe(1);
        (await TimersAsync()).ShouldBe(0);
        await OpsVerb.TableAsync(_settings, "reconcile", "--since", "2.00:00:00");
        await _system.Process.RestartAsync();

        await Eventually.Until(async () => await TimersAsync() == 1);
        await Eventually.Until(async () => (await _mail.MailsToAsync(contract.ClientEmail)).Count == 2);
        (await ServiceProcess.RunAsync(["ops", "reconcile", "--since=-1.00:00:00"], _settings)).ExitCode.ShouldBe(1);
    }

    [Fact]
    public async Task Should_make_no_file_where_there_is_none()
    {
        _settings["ConnectionStrings__Feedback"] = $"Data Source={_folder.Path("none.db")}";

        var (exitCode, output) = await ServiceProcess.RunAsync(["ops", "status"], _settings);

        exitCode.ShouldBe(1);
        output.ShouldStartWith("ConnectionStrings:Feedback: there is no ");
        File.Exists(_folder.Path("none.db")).ShouldBeFalse();
    }

    /// <summary>The ids of the failed emails, once there are so many.</summary>
    private async Task<IReadOnlyList<string?>> FailedAsync(int count) => await Eventually.Get(
        async () => (await OpsVerb.JsonAsync(_settings, ["deliveries", "list", "--status", "failed"]))
            .GetProperty("deliveries").EnumerateArray().Select(delivery => delivery.GetProperty("deliveryId").GetString()).ToArray(),
        ids => ids.Length == count);

    private async Task<long> TimersAsync() => (await OpsVerb.JsonAsync(_settings, ["status"]))
        .GetProperty("feedback").GetProperty("outbox").GetProperty("timers").GetInt64();

    private async Task ExecuteAsync(string file, string statements)
    {
        await using var connection = new SqliteConnection($"Data Source={_folder.Path(file)};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = statements;
        await command.ExecuteNonQueryAsync();
    }

    private async Task<string?> MessageIdAsync(Guid requestId) =>
        (await OpsVerb.JsonAsync(_settings, ["request", $"{requestId}"])).GetProperty("entries").EnumerateArray()
            .Select(entry => entry.GetProperty("details"))
            .Where(details => details.TryGetProperty("messageId", out _))
            .Select(details => details.GetProperty("messageId").GetString())
            .First();
}
