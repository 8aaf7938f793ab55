using System.Text.Json;
using EndToEnd.Tests.Separate;
using EndToEnd.Tests.Systems;
using RabbitMQ.Client;
using Shouldly;
using TestKit;
using TestKit.Processes;
using TestKit.Servers;
using Xunit;

namespace EndToEnd.Tests.Operators;

/// <summary>The verbs of <c>ops</c> over real servers, with the broker account that is shipped for operators.</summary>
[Collection<SeparateTests>]
public sealed class When_operators_look_at_the_product(SeparateSystem system)
{
    private const string Requested = "notifications-feedback-requested";

    [Fact]
    public async Task Should_show_it_in_figures()
    {
        await system.RequestedAsync(await system.ContractAsync());

        var status = await OpsVerb.JsonAsync(await OpsAsync(), ["status"]);

        status.GetProperty("missing").EnumerateObject().ShouldBeEmpty();
        status.GetProperty("feedback").GetProperty("requests").GetProperty("pending").GetInt64().ShouldBeGreaterThan(0);
        status.GetProperty("feedback").GetProperty("outbox").GetProperty("timers").GetInt64().ShouldBeGreaterThan(0);
        Names(status, "queues", "queue").ShouldContain(Requested);
        Names(status, "databases", "name").ShouldBe(["feedback", "notifications"]);
        status.GetProperty("databases").EnumerateArray()
            .ShouldAllBe(database => database.GetProperty("schema").GetProperty("pending").GetArrayLength() == 0);
    }

    [Fact]
    public async Task Should_print_a_table_without_breaks_and_colours()
    {
        var table = await OpsVerb.TableAsync(await OpsAsync(), "status");

        table.Split('\n').ShouldContain(line => line.Contains("pending migrations") && line.Contains("unknown migrations"));
        table.Split('\n').Count(line => line.Contains("notifications-user-profile-changed")).ShouldBe(1);
    }

    [Fact]
    public async Task Should_say_what_is_down_and_show_the_rest()
    {
        var settings = await OpsAsync();
        settings["RabbitMq__Port"] = $"{FreePort.Next()}";
        settings["ConnectionStrings__Notifications"] = $"Host=127.0.0.1;Port={FreePort.Next()};Database=none;Username=nobody;Timeout=5";

        var status = await OpsVerb.JsonAsync(settings, ["status"], exitCode: 1);

        status.GetProperty("missing").EnumerateObject().Select(part => part.Name)
            .ShouldBe(["database-notifications", "notifications", "queues"]);
        status.GetProperty("feedback").GetProperty("requests").GetProperty("pending").GetInt64().ShouldBeGreaterThanOrEqualTo(0);
    }

    [Fact]
    public async Task Should_tell_the_story_of_a_request_in_order_without_what_people_wrote()
    {
        var contract = await system.ContractAsync();
        var requestId = (await system.RequestedAsync(contract, "A private note")).Id("requestId");
        await system.Mail.MailsToAsync(contract.ClientEmail);
        await system.Api.ProvideFeedbackAsync(contract.ContractId, contract.ClientId, "A private comment");
        await system.Mail.MailsToAsync(contract.FreelancerEmail);

        var entries = (await OpsVerb.JsonAsync(await OpsAsync(), ["request", $"{requestId}"])).GetProperty("entries");

        var happened = entries.EnumerateArray().Select(entry => entry.GetProperty("what").GetString()).ToList();
        happened.Where(what => what is "contract-started" or "feedback-requested" or "request-answered" or "feedback-provided")
            .ShouldBe(["contract-started", "feedback-requested", "request-answered", "feedback-provided"], ignoreOrder: true);
        happened[0].ShouldBe("contract-started");
        happened.IndexOf("feedback-requested").ShouldBeLessThan(happened.IndexOf("request-answered"));
        happened.ShouldContain("delivery-delivered");
        var decision = entries.EnumerateArray().First(entry => entry.GetProperty("what").GetString() == "feedback-requested");
        decision.GetProperty("details").GetProperty("policy").ValueKind.ShouldBe(JsonValueKind.Object);
        decision.GetProperty("details").GetProperty("facts").GetProperty("inRollout").GetBoolean().ShouldBeTrue();

        // A Message-ID has an @, too.
        foreach (var personal in (string[])["private", contract.Title, contract.ClientEmail, contract.FreelancerEmail, "Name of"])
            entries.GetRawText().ShouldNotContain(personal);
    }

    [Fact]
    public async Task Should_tell_the_story_of_a_contract_with_what_was_refused_and_why()
    {
        var contract = await system.ContractAsync(startedAgo: TimeSpan.FromDays(2));
        await system.Api.RequestFeedbackAsync(contract.ContractId, contract.FreelancerId);

        var entries = (await OpsVerb.JsonAsync(await OpsAsync(), ["contract", contract.ContractId])).GetProperty("entries");

        var refusal = entries.EnumerateArray().Single(entry => entry.GetProperty("what").GetString() == "request-feedback-refused");
        refusal.GetProperty("details").GetProperty("reasons")[0].GetProperty("code").GetString().ShouldBe("contract-too-young");
        Names(entries, "what").ShouldContain("payment-made");
        var (exitCode, output) = await ServiceProcess.RunAsync(["ops", "contract", "nobodys"], await OpsAsync());
        exitCode.ShouldBe(1);
        output.Trim().ShouldBe("ops: nothing is known of contract nobodys.");
    }

    [Trait("Symptom", "an `_error` queue holds messages")]
    [Fact]
    public async Task R9_Should_move_a_failed_message_back_and_send_no_second_email()
    {
        var contract = await system.ContractAsync();
        await system.Notifications.StopAsync();
        var requestId = (await system.RequestedAsync(contract)).Id("requestId");
        var messageId = await system.CopyToErrorsAsync(Requested, contract.ContractId);
        await system.Notifications.RestartAsync();
        var settings = await OpsAsync();
        await system.Mail.MailsToAsync(contract.ClientEmail);

        Names(await OpsVerb.JsonAsync(settings, ["errors", "list", "--request", $"{requestId}"]), "errors", "messageId")
            .ShouldBe([messageId]);
        Names(await OpsVerb.JsonAsync(settings, ["errors", "list", "--contract", "another"]), "errors", "messageId").ShouldBeEmpty();
        string[] replay = ["errors", "replay", "--queue", $"{Requested}_error", "--contract", contract.ContractId];
        (await OpsVerb.JsonAsync(settings, [.. replay, "--dry-run"])).GetProperty("count").GetInt32().ShouldBe(1);
        (await OpsVerb.JsonAsync(settings, replay)).GetProperty("count").GetInt32().ShouldBe(1);

        // It has been handled again when the queue is empty and a later notice has come through.
        await Eventually.Until(async () => !(await system.Broker.Management.WaitingAsync()).ContainsKey(Requested));
        var later = await system.ContractAsync();
        await system.RequestedAsync(later);
        await system.Mail.MailsToAsync(later.ClientEmail);
        (await system.Mail.MailsToAsync(contract.ClientEmail)).Count.ShouldBe(1);
        (await system.MessageKindsAsync(contract.ClientId, contract)).ShouldBe(["feedback-requested"]);
        (await system.RejectsAsync()).ShouldBeEmpty();
    }

    [Trait("Symptom", "an `_error` queue holds messages")]
    [Fact]
    public async Task Should_show_a_message_without_its_texts_and_discard_it()
    {
        var contractId = $"contract-{Guid.NewGuid():N}";
        await RawJsonPublisher.PublishAsync(
            await system.UpstreamAsync("contract-started"),
            "contract-started",
            $$"""{"contractId":"{{contractId}}","title":"A private title","startedAt":"never"}""");
        var settings = await OpsAsync();
        var listed = await Eventually.Get(
            () => OpsVerb.JsonAsync(settings, ["errors", "list", "--contract", contractId]),
            errors => errors.GetProperty("errors").GetArrayLength() == 1);
        listed.GetProperty("errors")[0].GetProperty("queue").GetString().ShouldBe("feedback-contract-started");

        (await OpsVerb.TableAsync(settings, "errors", "list", "--contract", contractId)).ShouldNotContain("private");
        (await OpsVerb.JsonAsync(settings, ["errors", "discard", "--contract", contractId, "--dry-run"]))
            .GetProperty("count").GetInt32().ShouldBe(1);
        (await OpsVerb.TableAsync(settings, "errors", "discard", "--contract", contractId)).ShouldContain("1 message is discarded.");
        (await OpsVerb.TableAsync(settings, "errors", "list")).ShouldContain("No message is in an error queue.");
        (await ServiceProcess.RunAsync(["ops", "errors", "discard"], settings)).ExitCode.ShouldBe(1);
    }

    [Trait("Symptom", "parked rows")]
    [Fact]
    public async Task Should_list_and_replay_what_is_parked()
    {
        var contract = await system.ContractAsync();
        var requestId = (await system.RequestedAsync(contract)).Id("requestId");
        var timer = await system.ParkTimerAsync(requestId);
        var settings = await OpsAsync();

        Names(await OpsVerb.JsonAsync(settings, ["parked", "list", "--outbox", "feedback"]), "parked", "message", "id")
            .ShouldBe([$"{timer}"]);
        string[] replay = ["parked", "replay", "--id", $"{timer}"];
        (await OpsVerb.JsonAsync(settings, [.. replay, "--dry-run"])).GetProperty("count").GetInt32().ShouldBe(1);
        (await OpsVerb.TableAsync(settings, "parked", "list")).ShouldContain($"{timer}");
        (await OpsVerb.JsonAsync(settings, replay)).GetProperty("count").GetInt32().ShouldBe(1);

        (await OpsVerb.TableAsync(settings, "parked", "list")).ShouldContain("Nothing is parked.");
        var entries = (await OpsVerb.JsonAsync(settings, ["request", $"{requestId}"])).GetProperty("entries");
        Names(entries, "what").ShouldContain("expiry-timer");
        (await ServiceProcess.RunAsync(["ops", "parked", "discard"], settings)).ExitCode.ShouldBe(1);
    }

    [Trait("Symptom", "not ready, `broker`, another reason")]
    [Fact]
    public async Task Should_find_everything_sound_or_say_what_is_not()
    {
        var settings = await OpsAsync();

        var sound = (await OpsVerb.JsonAsync(settings, ["doctor"])).GetProperty("checks");
        sound.EnumerateArray().Select(check => $"{check.GetProperty("name")} {check.GetProperty("result")}").ShouldBe(
        [
            "configuration ok", "schema feedback ok", "clock feedback ok", "permissions feedback ok", "schema notifications ok",
            "clock notifications ok", "permissions notifications ok", "broker ok", "topology ok", "permissions broker ok", "policy ok",
        ]);

        settings["RabbitMq__Password"] = "wrong";
        var unsound = (await OpsVerb.JsonAsync(settings, ["doctor"], exitCode: 1)).GetProperty("checks");
        unsound.EnumerateArray().Single(check => check.GetProperty("result").GetString() == "fail")
            .GetProperty("because").GetString()!.ShouldStartWith("RabbitMq:Username:");
        (await system.RejectsAsync()).ShouldBeEmpty();
    }

    /// <summary>From RabbitMQ 4 on a message that was delivered too often is gone.</summary>
    [Fact]
    public async Task Should_check_the_rights_without_taking_a_message()
    {
        const string errors = $"{Requested}_error";
        await using var broker = await BrokerConnection.OpenAsync(system.Broker.Address);
        await broker.WithChannelAsync(async channel =>
            await channel.BasicPublishAsync("", errors, mandatory: true, new BasicProperties(), "{}"u8.ToArray()));
        var settings = await OpsAsync();
        await Eventually.Until(async () => (await system.Broker.Management.WaitingAsync()).ContainsKey(errors));

        var checks = (await OpsVerb.JsonAsync(settings, ["doctor"])).GetProperty("checks").EnumerateArray();

        checks.Single(check => check.GetProperty("name").GetString() == "permissions broker").GetProperty("because").GetString()!
            .ShouldEndWith($"reading is not tried on what holds messages: {errors}");
        await broker.WithChannelAsync(async channel =>
        {
            var message = (await channel.BasicGetAsync(errors, autoAck: true))!;
            message.Redelivered.ShouldBeFalse();
        });
    }

    private Task<Dictionary<string, string>> OpsAsync() => system.SettingsOfAsync("ops");

    /// <summary>The values at the end of a path of members, of each item of an array.</summary>
    private static IEnumerable<string?> Names(JsonElement element, params string[] path)
    {
        var items = element.ValueKind == JsonValueKind.Array ? element : element.GetProperty(path[0]);
        var members = element.ValueKind == JsonValueKind.Array ? path : path[1..];
        return items.EnumerateArray().Select(item => members.Aggregate(item, (at, member) => at.GetProperty(member)).GetString());
    }
}
