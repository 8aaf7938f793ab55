using Contracts.Messages;
using Notifications.Tests.Support;
using Shouldly;
using Xunit;

namespace Notifications.Tests.Email.Smtp;

public sealed class When_the_mail_server_has_a_certificate_that_is_not_trusted : SmtpSituation
{
    protected override bool Tls => true;

    [Fact]
    public async Task Should_keep_the_email_until_that_is_put_right()
    {
        await Service.PublishAndSettleAsync(TestData.Requested());

        var delivery = (await Service.EmailDeliveriesAsync()).Single();
        delivery.Status.ShouldBe(DeliveryStatuses.Retrying);
        delivery.LastError.ShouldBe("smtp-tls-failed");
        (await Server.ConnectionsAsync()).ShouldBe(1);
        (await Server.AttemptsAsync()).ShouldBe(0);
    }
}
