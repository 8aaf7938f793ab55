using Contracts.Messages;
using Notifications.Tests.Support;
using Shouldly;
using TestKit;
using Xunit;

namespace Notifications.Tests.Email.Smtp;

public sealed class When_a_mail_server_does_not_know_the_recipient
{
    [Fact]
    public async Task Should_fail_for_good_and_log_no_address()
    {
        using var server = new ScriptedSmtpServer(
            line => line.StartsWith("RCPT", StringComparison.Ordinal) ? "550 5.1.1 <grace@example.org>: no user Grace" : "250 fine");
        await using var service = await RunningNotifications.StartAsync(
            settings:
            [
                ("Email:Host", "127.0.0.1"), ("Email:Port", $"{server.Port}"), ("Email:StartTls", "false"),
                ("Email:From", "feedback@mail.example"),
            ]);
        await service.PublishAndSettleAsync(TestData.ClientProfile);

        await service.PublishAndSettleAsync(TestData.Requested());

        var delivery = (await service.EmailDeliveriesAsync()).Single();
        delivery.Status.ShouldBe(DeliveryStatuses.Failed);
        delivery.LastError.ShouldBe("550 5.1.1 …: no user …");
        service.Log.Lines().ShouldNotContain(text => text.Contains(TestData.ClientAddress));
    }
}
