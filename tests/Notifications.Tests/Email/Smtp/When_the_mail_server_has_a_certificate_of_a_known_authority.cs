using Contracts.Messages;
using Notifications.Tests.Support;
using Shouldly;
using Xunit;

namespace Notifications.Tests.Email.Smtp;

public sealed class When_the_mail_server_has_a_certificate_of_a_known_authority : SmtpSituation
{
    protected override bool Tls => true;

    protected override bool WantsCertificate => true;

    [Fact]
    public async Task Should_deliver_and_show_its_own()
    {
        await StartServiceAsync(
            ("Email:CaFile", Server.CertificateFile), ("Email:CertificateFile", Server.CertificateFile), ("Email:KeyFile", Server.KeyFile));

        await Service.PublishAndSettleAsync(TestData.Requested());

        (await Service.EmailDeliveriesAsync()).Single().Status.ShouldBe(DeliveryStatuses.Delivered);
    }

    [Fact]
    public async Task Should_keep_the_email_where_the_server_wants_another()
    {
        await StartServiceAsync(("Email:CaFile", Server.CertificateFile));

        await Service.PublishAndSettleAsync(TestData.Requested());

        (await Service.EmailDeliveriesAsync()).Single().Status.ShouldBe(DeliveryStatuses.Retrying);
        (await Server.AttemptsAsync()).ShouldBe(0);
    }
}
