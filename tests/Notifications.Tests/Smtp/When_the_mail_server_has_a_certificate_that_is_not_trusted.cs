using Notifications.Ledger;
using Notifications.Tests.Running;
using Shouldly;
using Xunit;

namespace Notifications.Tests.Smtp;

public sealed class When_the_mail_server_has_a_certificate_that_is_not_trusted : SmtpSituation
{
    protected override bool Tls => true;

    [Fact]
    public async Task Should_keep_the_email_until_that_is_put_right()
    {
        await Service.TellAsync(Some.Requested());

        var line = (await Service.EmailLinesAsync()).Single();
        line.Status.ShouldBe(DeliveryStatuses.Retrying);
        line.LastError.ShouldBe("smtp-tls-failed");
        (await Server.ConnectionsAsync()).ShouldBe(1);
        (await Server.AttemptsAsync()).ShouldBe(0);
    }
}
