using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
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
    private readonly ConcurrentQueue<(string Id, string Timestamp, string Signature, string Body)> _received = new();
    private HttpListener _subscriber = null!;
    private string _url = null!;
    private volatile int _status = 204;

    public When_other_systems_are_told_of_events()
    {
        Settings["Webhooks__EncryptionKeys__0"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        Settings["Webhooks__AllowHttp"] = "true";
        Settings["Webhooks__AllowedNetworks__0"] = "127.0.0.0/8";
    }

    public override async ValueTask InitializeAsync()
    {
        (_subscriber, _url) = Listen();
        _ = ReceiveAsync();
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        _subscriber.Close();
        await base.DisposeAsync();
    }

    [Trait("Symptom", "a subscriber of webhooks misses events")]
    [Fact]
    public async Task R68_R69_R70_Should_be_added_by_a_verb_told_signed_and_replayed_over_HTTP()
    {
        var added = await OpsVerb.JsonAsync(
            Settings, ["webhooks", "add", "CRM", _url, "--event", "feedback.requested", "--operator", "olga"]);
        var secret = added.GetProperty("secret").GetString()!;
        var id = added.GetProperty("webhook").GetProperty("webhookId").GetString()!;
        await Host.RequestedAsync(await Host.ContractAsync());
        await Eventually.Until(() => _received.Count == 1);

        var message = _received.Single();
        IsGenuine(message, secret).ShouldBeTrue();
        IsGenuine(message with { Body = message.Body + " " }, secret).ShouldBeFalse();
        JsonDocument.Parse(message.Body).RootElement.GetProperty("type").GetString().ShouldBe("feedback.requested");

        _status = 410;
        await Host.RequestedAsync(await Host.ContractAsync());
        await Eventually.Until(async () => (await FailedAsync()).GetArrayLength() == 1);
        (await OpsVerb.TableAsync(Settings, "webhooks", "list")).ShouldContain("disabled (410)");
        (await ServiceProcess.RunAsync(["ops", "webhooks", "replay", "--webhook", id], Settings)).ShouldSatisfyAllConditions(
            refused => refused.ExitCode.ShouldBe(1),
            refused => refused.Log.ShouldContain("it gets nothing until it is enabled"));
        _status = 204;
        (await Host.Api.PostAsync($"/api/ops/webhooks/{id}/enable", new { }, "olga", "ops")).Status.ShouldBe(HttpStatusCode.OK);
        var failed = (await FailedAsync())[0].GetProperty("deliveryId").GetString();
        var replayed = await Host.Api.PostAsync($"/api/ops/webhook-deliveries/{failed}/replay", new { }, "olga", "ops");
        replayed.Status.ShouldBe(HttpStatusCode.OK);
        await Eventually.Until(() => _received.Count == 3);

        _received.Last().Id.ShouldBe(failed);
        (await OpsVerb.TableAsync(Settings, "webhooks", "send-test", id)).ShouldContain("is sent a test");
        await Eventually.Until(() => _received.Count == 4);
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
        var dry = await OpsVerb.JsonAsync(Settings, ["webhooks", "add", "CRM", _url, "--dry-run"]);
        dry.TryGetProperty("secret", out _).ShouldBeFalse();
        (await OpsVerb.TableAsync(Settings, "webhooks", "list")).ShouldContain("There is no subscriber.");

        foreach (var (words, says) in new (string[], string)[]
        {
            (["add", "CRM", "http://10.0.0.1/"], "ops: nothing is added. url must lead to a public address"),
            (["add", "CRM", _url, "--event", "feedback.eaten"], "ops: nothing is added. --event must be among"),
            (["rotate", $"{Guid.Empty}"], $"ops: there is no {Guid.Empty}"),
            (["replay"], "name what is meant, or --all"),
        })
        {
            var (exitCode, output) = await ServiceProcess.RunAsync(["ops", "webhooks", .. words], Settings);
            exitCode.ShouldBe(1, output);
            output.ShouldContain(says);
        }

        Settings.Remove("Webhooks__EncryptionKeys__0");
        var (code, log) = await ServiceProcess.RunAsync(["ops", "webhooks", "add", "CRM", _url], Settings);
        code.ShouldBe(1);
        log.ShouldContain("there is no Webhooks:EncryptionKeys");
    }

    private async Task<JsonElement> FailedAsync() =>
        (await OpsVerb.JsonAsync(Settings, ["webhooks", "deliveries", "--status", "failed"])).GetProperty("deliveries");

    private static bool IsGenuine((string Id, string Timestamp, string Signature, string Body) message, string secret)
    {
        var mac = HMACSHA256.HashData(
            Convert.FromBase64String(secret["whsec_".Length..]),
            Encoding.UTF8.GetBytes($"{message.Id}.{message.Timestamp}.{message.Body}"));
        return message.Signature.Split(' ').Contains($"v1,{Convert.ToBase64String(mac)}");
    }

    private static (HttpListener, string) Listen()
    {
        while (true)
        {
            var listener = new HttpListener();
            var url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Random.Shared.Next(20_000, 30_000)}/hooks/");
            listener.Prefixes.Add(url);
            try
            {
                listener.Start();
                return (listener, url);
            }
            catch (HttpListenerException)
            {
                listener.Close();
            }
        }
    }

    private async Task ReceiveAsync()
    {
        try
        {
            while (true)
            {
                var context = await _subscriber.GetContextAsync();
                using var body = new StreamReader(context.Request.InputStream, Encoding.UTF8);
                var headers = context.Request.Headers;
                _received.Enqueue((
                    headers["webhook-id"]!, headers["webhook-timestamp"]!, headers["webhook-signature"]!, await body.ReadToEndAsync()));
                context.Response.StatusCode = _status;
                context.Response.Close();
            }
        }
        catch (Exception failure) when (failure is HttpListenerException or ObjectDisposedException)
        {
            // It is closed.
        }
    }
}
