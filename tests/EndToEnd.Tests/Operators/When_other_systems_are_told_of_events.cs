using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using EndToEnd.Tests.Systems;
using Shouldly;
using TestKit;
using TestKit.Processes;
using Xunit;

namespace EndToEnd.Tests.Operators;

/// <summary>By the verbs beside the process that serves, and by its routes, with a subscriber that checks signatures.</summary>
public sealed class When_other_systems_are_told_of_events : BesideTheEmbeddedRun
{
    private readonly Subscriber _subscriber = new();

    public When_other_systems_are_told_of_events()
    {
        Settings["Webhooks__EncryptionKeys__0"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        Settings["Webhooks__AllowHttp"] = "true";
        Settings["Webhooks__AllowedNetworks__0"] = "127.0.0.0/8";
    }

    public override async ValueTask DisposeAsync()
    {
        _subscriber.Dispose();
        await base.DisposeAsync();
    }

    [Trait("Symptom", "a subscriber of webhooks misses events")]
    [Fact]
    public async Task R68_R69_R70_Should_be_added_by_a_verb_told_signed_and_replayed_over_HTTP()
    {
        var added = await OpsVerb.JsonAsync(
            Settings, ["webhooks", "add", "CRM", _subscriber.Url, "--event", "feedback.requested", "--operator", "olga"]);
        var secret = added.GetProperty("secret").GetString()!;
        var id = added.GetProperty("webhook").GetProperty("webhookId").GetString()!;
        await Host.RequestedAsync(await Host.ContractAsync());
        await Eventually.Until(() => _subscriber.Received.Count == 1);

        var message = _subscriber.Received.Single();
        Subscriber.IsGenuine(message, secret).ShouldBeTrue();
        Subscriber.IsGenuine(message with { Body = message.Body + " " }, secret).ShouldBeFalse();
        JsonDocument.Parse(message.Body).RootElement.GetProperty("type").GetString().ShouldBe("feedback.requested");

        _subscriber.Status = 410;
        await Host.RequestedAsync(await Host.ContractAsync());
        await Eventually.Until(async () => (await FailedAsync()).GetArrayLength() == 1);
        (await OpsVerb.TableAsync(Settings, "webhooks", "list")).ShouldContain("disabled (410)");
        (await ServiceProcess.RunAsync(["ops", "webhooks", "replay", "--webhook", id], Settings)).ShouldSatisfyAllConditions(
            refused => refused.ExitCode.ShouldBe(1),
            refused => refused.Log.ShouldContain("it gets nothing until it is enabled"));
        _subscriber.Status = 204;
        (await Host.Api.PostAsync($"/api/ops/webhooks/{id}/enable", new { }, "olga", "ops")).Status.ShouldBe(HttpStatusCode.OK);
        var failed = (await FailedAsync())[0].GetProperty("deliveryId").GetString();
        var replayed = await Host.Api.PostAsync($"/api/ops/webhook-deliveries/{failed}/replay", new { }, "olga", "ops");
        replayed.Status.ShouldBe(HttpStatusCode.OK);
        await Eventually.Until(() => _subscriber.Received.Count == 3);

        _subscriber.Received.Last().Id.ShouldBe(failed);
        (await OpsVerb.TableAsync(Settings, "webhooks", "send-test", id)).ShouldContain("is sent a test");
        await Eventually.Until(() => _subscriber.Received.Count == 4);
        var rotated = await OpsVerb.TableAsync(Settings, "webhooks", "rotate", id);
        rotated.ShouldContain("Secret, shown this once: whsec_");
        rotated.ShouldNotContain(secret);
        (await OpsVerb.TableAsync(Settings, "webhooks", "remove", id, "--dry-run")).ShouldContain("would be removed");
        (await OpsVerb.TableAsync(Settings, "webhooks", "disable", id)).ShouldContain("is disabled");
        (await OpsVerb.TableAsync(Settings, "webhooks", "enable", id)).ShouldContain("is enabled");
        (await OpsVerb.TableAsync(Settings, "webhooks", "replay", "--all", "--dry-run")).ShouldContain("0 messages would be sent again");
        (await OpsVerb.TableAsync(Settings, "webhooks", "remove", id)).ShouldContain("is removed");
        (await OpsVerb.TableAsync(Settings, "webhooks", "list")).ShouldContain("There is no subscriber.");
    }

    [Fact]
    public async Task R69_Should_say_what_is_wrong_and_print_no_secret_in_a_dry_run()
    {
        var dry = await OpsVerb.JsonAsync(Settings, ["webhooks", "add", "CRM", _subscriber.Url, "--dry-run"]);
        dry.TryGetProperty("secret", out _).ShouldBeFalse();
        (await OpsVerb.TableAsync(Settings, "webhooks", "list")).ShouldContain("There is no subscriber.");

        foreach (var (words, says) in new (string[], string)[]
        {
            (["add", "CRM", "http://10.0.0.1/"], "ops: nothing is added. url must lead to a public address"),
            (["add", "CRM", _subscriber.Url, "--event", "feedback.eaten"], "ops: nothing is added. --event must be among"),
            (["rotate", $"{Guid.Empty}"], $"ops: there is no {Guid.Empty}"),
            (["replay"], "name what is meant, or --all"),
        })
        {
            var (exitCode, output) = await ServiceProcess.RunAsync(["ops", "webhooks", .. words], Settings);
            exitCode.ShouldBe(1, output);
            output.ShouldContain(says);
        }

        Settings.Remove("Webhooks__EncryptionKeys__0");
        var (code, log) = await ServiceProcess.RunAsync(["ops", "webhooks", "add", "CRM", _subscriber.Url], Settings);
        code.ShouldBe(1);
        log.ShouldContain("there is no Webhooks:EncryptionKeys");
    }

    private async Task<JsonElement> FailedAsync() =>
        (await OpsVerb.JsonAsync(Settings, ["webhooks", "deliveries", "--status", "failed"])).GetProperty("deliveries");
}
