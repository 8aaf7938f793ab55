using Contracts.Messages;
using Microsoft.Extensions.Logging;
using Notifications.Deliveries;
using Notifications.Tests.Support;
using Shouldly;
using TestKit.Servers;
using Xunit;

namespace Notifications.Tests.Email.Smtp;

/// <summary>Postfix as Debian ships it, and behind it a server that knows ASCII alone.</summary>
public sealed class When_the_mail_server_is_Postfix : IAsyncLifetime
{
    private SmtpServer _next = null!;
    private PostfixServer _postfix = null!;
    private RunningNotifications _service = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Postfix runs as root alone.");
        _next = await SmtpServer.StartAsync();
        _postfix = await PostfixServer.StartAsync(_next);
        _service = await RunningNotifications.StartAsync(
            settings:
            [
                ("Email:Host", _postfix.Host), ("Email:Port", $"{_postfix.Port}"), ("Email:StartTls", "false"),
                ("Email:From", "Grüße <feedback@bücher.example>"),
            ]);
    }

    public async ValueTask DisposeAsync()
    {
        if (_service is not null)
            await _service.DisposeAsync();

        if (_postfix is not null)
            await _postfix.DisposeAsync();

        if (_next is not null)
            await _next.DisposeAsync();
    }

    [Theory]
    [InlineData("grace@example.org", "grace@example.org")]
    [InlineData("info@bücher.example", "info@xn--bcher-kva.example")]
    public async Task Should_reach_a_recipient_behind_it_whatever_the_title_says(string address, string onTheWire)
    {
        await RequestAsync(address, title: "Der Bücher-Laden “ß”");

        var mail = (await _next.MailsToAsync(onTheWire)).ShouldHaveSingleItem();
        mail.Subject.ShouldContain("“Der Bücher-Laden “ß””");
        mail.MessageId.ShouldBe((await DeliveryAsync()).MessageId);
        mail.MessageId.ShouldEndWith("@xn--bcher-kva.example>");
        (await DeliveryAsync()).Status.ShouldBe(DeliveryStatuses.Delivered);
    }

    [Theory]
    [InlineData("nobody@example.org", "550 5.1.1", DeliveryStatuses.Failed)]
    [InlineData("full@example.org", "452 4.2.2", DeliveryStatuses.Retrying)]
    [InlineData("grace@other.example", "454 4.7.1", DeliveryStatuses.Retrying)]
    public async Task R51_Should_tell_the_recipients_fault_from_ours(string address, string reply, string status)
    {
        await RequestAsync(address);

        var delivery = await DeliveryAsync();
        delivery.Status.ShouldBe(status);
        delivery.LastError.ShouldNotBeNull().ShouldStartWith(reply);
        delivery.LastError.ShouldNotContain("@");
        var alarms = _service.Log.GetSnapshot().Where(line => line.Level == LogLevel.Error && line.Message.Contains("set-up"));
        alarms.Count().ShouldBe(reply.Contains(".7.1") ? 1 : 0);
    }

    [Fact]
    public async Task Should_arrive_once_after_it_was_stopped()
    {
        await _postfix.StopAsync();
        await RequestAsync("grace@example.org");
        (await DeliveryAsync()).Status.ShouldBe(DeliveryStatuses.Retrying);

        await _postfix.RestartAsync();
        await _service.AdvanceAsync(TimeSpan.FromSeconds(11));

        (await _next.MailsToAsync("grace@example.org")).ShouldHaveSingleItem().MessageId.ShouldBe((await DeliveryAsync()).MessageId);
        (await DeliveryAsync()).Attempts.ShouldBe(2);
    }

    private async Task RequestAsync(string address, string title = TestData.Title)
    {
        await _service.PublishAndSettleAsync(TestData.Profile(TestData.Client, TestData.ClientName, address));
        await _service.PublishAndSettleAsync(TestData.Requested(title: title));
    }

    private async Task<Delivery> DeliveryAsync() => (await _service.EmailDeliveriesAsync()).Single();
}
