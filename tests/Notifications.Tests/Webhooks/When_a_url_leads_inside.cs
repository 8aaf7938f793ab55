using System.Net;
using Contracts.Messages;
using Microsoft.Extensions.Options;
using Notifications.Webhooks;
using Shouldly;
using Xunit;

namespace Notifications.Tests.Webhooks;

public sealed class When_a_url_leads_inside : WebhookSituation
{
    private protected override (string Key, string Value)[] Settings =>
        [("Webhooks:EncryptionKeys:0", Key), ("Webhooks:AllowHttp", "true"), ("Webhooks:AllowedNetworks:0", "10.1.0.0/16")];

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.0.9")]
    [InlineData("0.0.0.0")]
    [InlineData("10.0.0.1")]
    [InlineData("100.64.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.0.0.8")]
    [InlineData("192.168.1.1")]
    [InlineData("198.18.0.1")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:192.168.1.1")]
    [InlineData("::127.0.0.1")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("64:ff9b:1::1")]
    [InlineData("100::1")]
    [InlineData("2001::1")]
    [InlineData("2001:db8::1")]
    [InlineData("2002:7f00:1::1")]
    [InlineData("fc00::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("fe80::1%1")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    public void R69_Should_connect_to_no_address_that_is_not_public(string address) =>
        Addresses().Allow(IPAddress.Parse(address)).ShouldBeFalse();

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.1")]
    [InlineData("169.253.255.255")]
    [InlineData("223.255.255.255")]
    [InlineData("2606:4700::1111")]
    [InlineData("::ffff:1.1.1.1")]
    [InlineData("64:ff9b::101:101")]
    public void R69_Should_connect_to_public_addresses(string address) => Addresses().Allow(IPAddress.Parse(address)).ShouldBeTrue();

    [Fact]
    public void R69_Should_connect_to_a_network_that_is_allowed()
    {
        var addresses = Addresses("10.1.0.0/16", "fd12::/16");

        addresses.Allow(IPAddress.Parse("10.1.2.3")).ShouldBeTrue();
        addresses.Allow(IPAddress.Parse("::ffff:10.1.2.3")).ShouldBeTrue();
        addresses.Allow(IPAddress.Parse("fd12::7")).ShouldBeTrue();
        addresses.Allow(IPAddress.Parse("10.2.0.1")).ShouldBeFalse();
    }

    /// <summary>Nothing is known of a name until it is looked up.</summary>
    [Fact]
    public async Task R69_Should_refuse_a_name_when_it_is_looked_up()
    {
        (await AddUrlAsync($"http://localhost:{Receiver.Url.Port}/")).ShouldBeOfType<WebhookChanged>();

        await Service.PublishAndSettleAsync(Requested());

        var delivery = await DeliveryAsync();
        (delivery.Status, delivery.LastError).ShouldBe((WebhookStatuses.Retrying, "address-refused"));
        Receiver.Received.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("http://127.0.0.1/")]
    [InlineData("https://[::1]/")]
    [InlineData("https://[::ffff:10.0.0.1]/")]
    [InlineData("https://2130706433/")]
    [InlineData("https://0x7f.1/")]
    [InlineData("https://user:secret@example.com/")]
    [InlineData("https://example.com/#part")]
    [InlineData("ftp://example.com/")]
    [InlineData("/hooks")]
    [InlineData("https://")]
    [InlineData("")]
    public async Task R69_Should_add_no_such_url(string url) =>
        (await AddUrlAsync(url)).ShouldBeOfType<InvalidInput>().Errors.Keys.ShouldBe(["url"]);

    [Fact]
    public async Task R69_Should_add_a_url_without_encryption_only_where_that_is_allowed()
    {
        await using var strict = await Support.RunningNotifications.StartAsync(settings: ("Webhooks:EncryptionKeys:0", Key));
        var add = new AddWebhook { Name = "CRM", Url = "http://example.com/", Events = [], CallerId = Operator };

        (await strict.QueryAsync<AddWebhook, WebhookChanged, InvalidInput>(add)).Message.ShouldBeOfType<InvalidInput>();
        (await Service.QueryAsync<AddWebhook, WebhookChanged, InvalidInput>(add)).Message.ShouldBeOfType<WebhookChanged>();
    }

    private static PublicAddresses Addresses(params string[] allowed) =>
        new(Options.Create(new WebhookOptions { AllowedNetworks = allowed }));
}
