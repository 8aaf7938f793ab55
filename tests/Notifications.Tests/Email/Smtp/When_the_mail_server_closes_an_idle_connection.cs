using Contracts.Messages;
using Notifications.Tests.Support;
using Shouldly;
using TestKit.Servers;
using Xunit;

namespace Notifications.Tests.Email.Smtp;

public sealed class When_the_mail_server_closes_an_idle_connection : SmtpSituation
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Service.PublishAndSettleAsync(TestData.Requested());
        (await Server.OpenConnectionsAsync()).ShouldBe(1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Should_send_the_next_email_at_once_on_another(bool abruptly)
    {
        await Server.CloseConnectionsAsync(abruptly);

        await Service.PublishAndSettleAsync(TestData.Requested());

        (await Service.EmailDeliveriesAsync()).ShouldAllBe(
            delivery => delivery.Status == DeliveryStatuses.Delivered && delivery.Attempts == 1);
        (await Server.MailsAsync()).Count.ShouldBe(2);
        (await Server.ConnectionsAsync()).ShouldBe(2);
    }

    [Fact]
    public async Task Should_send_the_next_email_at_once_though_the_server_was_started_again()
    {
        await Server.RestartAsync();

        await Service.PublishAndSettleAsync(TestData.Requested());

        (await Service.EmailDeliveriesAsync()).ShouldAllBe(
            delivery => delivery.Status == DeliveryStatuses.Delivered && delivery.Attempts == 1);
        (await Server.MailsAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task R43_Should_not_repeat_within_the_attempt_what_may_have_been_accepted()
    {
        await Server.BehaveAsync(new SmtpBehaviour { DropAfterAccepting = true });

        await Service.PublishAndSettleAsync(TestData.Requested());

        var delivery = (await Service.EmailDeliveriesAsync())[^1];
        delivery.Status.ShouldBe(DeliveryStatuses.Unknown);
        delivery.LastError.ShouldBe("smtp-unreachable");
        (await Server.AttemptsAsync()).ShouldBe(2);
        (await Server.ConnectionsAsync()).ShouldBe(1);
    }
}
