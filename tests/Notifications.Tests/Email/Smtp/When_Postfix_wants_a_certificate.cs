using Contracts.Messages;
using Notifications.Deliveries;
using Notifications.Tests.Support;
using Shouldly;
using TestKit.Servers;
using Xunit;

namespace Notifications.Tests.Email.Smtp;

/// <summary>Postfix that takes emails over TLS alone, and from nobody who shows no certificate of its authority.</summary>
public sealed class When_Postfix_wants_a_certificate : IAsyncLifetime
{
    private const string Address = "grace@example.org";

    private SmtpServer _next = null!;
    private PostfixServer _postfix = null!;

    private SignedCertificate Certificate => _postfix.ClientCertificate!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Postfix runs as root alone.");
        _next = await SmtpServer.StartAsync();
        _postfix = await PostfixServer.StartAsync(_next, wantsCertificate: true);
    }

    public async ValueTask DisposeAsync()
    {
        if (_postfix is not null)
            await _postfix.DisposeAsync();

        if (_next is not null)
            await _next.DisposeAsync();
    }

    [Fact]
    public async Task Should_show_the_one_that_is_configured()
    {
        var delivery = await RequestAsync(("Email:CertificateFile", Certificate.CertificateFile), ("Email:KeyFile", Certificate.KeyFile));

        delivery.Status.ShouldBe(DeliveryStatuses.Delivered, delivery.LastError);
        (await _next.MailsToAsync(Address)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Should_keep_the_email_without_one()
    {
        var delivery = await RequestAsync();

        delivery.Status.ShouldBe(DeliveryStatuses.Retrying);
        (await _next.MailsAsync()).ShouldBeEmpty();
    }

    private async Task<Delivery> RequestAsync(params (string, string)[] settings)
    {
        await using var service = await RunningNotifications.StartAsync(
            settings:
            [
                ("Email:Host", _postfix.Host), ("Email:Port", $"{_postfix.Port}"), ("Email:CaFile", Certificate.AuthorityFile),
                ("Email:From", "feedback@mail.example"), .. settings,
            ]);
        await service.PublishAndSettleAsync(TestData.Profile(TestData.Client, TestData.ClientName, Address));
        await service.PublishAndSettleAsync(TestData.Requested());
        return (await service.EmailDeliveriesAsync()).Single();
    }
}
