using System.Net;
using System.Security.Cryptography;
using EndToEnd.Tests.Operators;
using EndToEnd.Tests.Systems;
using Shouldly;
using TestKit;
using Xunit;

namespace EndToEnd.Tests.Separate;

/// <summary>Webhooks of processes that are apart, each with the accounts that are shipped for it.</summary>
public sealed class When_a_subscriber_is_told_of_events : IAsyncLifetime
{
    private readonly Subscriber _subscriber = new();

    private readonly SeparateSystem _system = new()
    {
        More =
        {
            ["Webhooks__EncryptionKeys__0"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
            ["Webhooks__AllowHttp"] = "true",
            ["Webhooks__AllowedNetworks__0"] = "127.0.0.0/8",
        },
    };

    public ValueTask InitializeAsync() => _system.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await _system.DisposeAsync();
        _subscriber.Dispose();
    }

    [Fact]
    public async Task R69_R70_Should_be_told_again_with_the_same_id_after_Notifications_was_killed()
    {
        var added = await _system.Api.PostAsync("/api/ops/webhooks", new { name = "CRM", url = _subscriber.Url }, "olga", "ops");
        added.Status.ShouldBe(HttpStatusCode.OK, added.Body);
        _subscriber.Status = 503;
        await _system.RequestedAsync(await _system.ContractAsync());
        var settings = await _system.SettingsOfAsync("ops");
        await Eventually.Until(async () => (await OpsVerb.TableAsync(settings, "webhooks", "deliveries")).Contains("http-503"));

        await _system.Notifications.KillAsync();
        _subscriber.Status = 204;
        await _system.Notifications.RestartAsync();
        await Eventually.Until(async () => (await OpsVerb.TableAsync(settings, "webhooks", "list")).Contains("delivered=1"));

        _subscriber.Received.Count.ShouldBeGreaterThanOrEqualTo(2);
        _subscriber.Received.Select(message => message.Id).Distinct().ShouldHaveSingleItem();
        _subscriber.Received.ShouldAllBe(message => Subscriber.IsGenuine(message, added.Text("secret")!));
        (await _system.RejectsAsync()).ShouldBeEmpty();
    }
}
