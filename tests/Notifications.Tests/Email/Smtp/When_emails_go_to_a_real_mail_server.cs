using Contracts.Messages;
using Notifications.Tests.Support;
using Shouldly;
using TestKit.Servers;
using Xunit;

namespace Notifications.Tests.Email.Smtp;

public sealed class When_emails_go_to_a_real_mail_server : IAsyncLifetime
{
    private SmtpServer _server = null!;
    private RunningNotifications _service = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await SmtpServer.StartAsync();
        _service = await RunningNotifications.StartAsync(
            settings:
            [
                ("Email:Host", _server.Host),
                ("Email:Port", $"{_server.Port}"),
                ("Email:StartTls", "false"),
                ("Email:From", "Feedback <feedback@mail.example>"),
                ("Email:ReplyTo", "Help <help@bücher.example>"),
                ("Notifications:SiteUrl", "https://feedback.example/"),
            ]);
        await _service.PublishAndSettleAsync(TestData.ClientProfile, TestData.FreelancerProfile);
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task R9_Should_arrive_once_with_text_and_html()
    {
        await _service.PublishAndSettleAsync(TestData.Requested(message: "How is it going, “Grace”?\r\n.\r\nAda"));

        var mail = (await _server.MailsAsync()).ShouldHaveSingleItem();
        mail.Recipients.ShouldBe([TestData.ClientAddress]);
        mail.Sender.ShouldBe("feedback@mail.example");
        mail.From.ShouldContain("Feedback");
        mail.Subject.ShouldBe("Ada Lovelace asks for your feedback on “Website redesign”");
        mail.Text.ShouldNotBeNull().ShouldContain("https://feedback.example/#/contracts/contract-1");
        mail.Text.ReplaceLineEndings("\n").ShouldContain("> How is it going, “Grace”?\n> .\n> Ada");
        mail.Html.ShouldNotBeNull().ShouldContain("<a href=\"https://feedback.example/#/contracts/contract-1\"");
        mail.Headers["Auto-Submitted"].ShouldBe("auto-generated");
        var delivery = (await _service.EmailDeliveriesAsync()).Single();
        mail.MessageId.ShouldBe($"<{delivery.DeliveryId:N}@mail.example>");
        delivery.Status.ShouldBe(DeliveryStatuses.Delivered);
    }

    [Fact]
    public async Task Should_let_the_recipient_reply_and_unsubscribe_in_one_click()
    {
        await _service.PublishAndSettleAsync(TestData.Requested());

        var mail = (await _server.MailsAsync()).ShouldHaveSingleItem();
        mail.Headers["Reply-To"].ShouldBe("Help <help@xn--bcher-kva.example>");
        mail.Headers["List-Unsubscribe"].ShouldMatch("^<https://feedback.example/unsubscribe/[A-Za-z0-9_-]{43}>$");
        mail.Headers["List-Unsubscribe-Post"].ShouldBe("List-Unsubscribe=One-Click");
        mail.Text.ShouldNotBeNull().ShouldContain(mail.Headers["List-Unsubscribe"].Trim('<', '>'));
        mail.Html.ShouldNotBeNull().ShouldContain("https://feedback.example/#/notifications");
    }

    [Fact]
    public async Task R43_Should_arrive_after_an_outage_with_the_message_id_it_was_given()
    {
        await _server.StopAsync();
        await _service.PublishAndSettleAsync(TestData.Requested());
        var delivery = (await _service.EmailDeliveriesAsync()).Single();
        delivery.Status.ShouldBe(DeliveryStatuses.Retrying);
        delivery.LastError.ShouldBe("smtp-unreachable");

        await _server.RestartAsync();
        await _service.AdvanceAsync(TimeSpan.FromSeconds(11));

        (await _server.MailsAsync()).ShouldHaveSingleItem().MessageId.ShouldBe(delivery.MessageId);
    }

    [Theory]
    [InlineData(550, DeliveryStatuses.Failed)]
    [InlineData(451, DeliveryStatuses.Retrying)]
    public async Task Should_fail_for_good_or_try_again_as_the_server_says(int code, string status)
    {
        await _server.BehaveAsync(SmtpBehaviour.Refuse(code));

        await _service.PublishAndSettleAsync(TestData.Requested());

        var delivery = (await _service.EmailDeliveriesAsync()).Single();
        delivery.Status.ShouldBe(status);
        delivery.LastError.ShouldNotBeNull().ShouldContain($"{code}");
    }

    [Fact]
    public async Task R43_Should_carry_the_same_message_id_when_the_server_took_the_mail_without_saying_so()
    {
        await _server.BehaveAsync(new SmtpBehaviour { DropAfterAccepting = true, Times = 1 });
        await _service.PublishAndSettleAsync(TestData.Requested());

        (await _service.EmailDeliveriesAsync()).Single().Status.ShouldBe(DeliveryStatuses.Unknown);
        await _service.AdvanceAsync(TimeSpan.FromSeconds(11));

        (await _service.EmailDeliveriesAsync()).Single().Status.ShouldBe(DeliveryStatuses.Delivered);
        var mails = await _server.MailsAsync();
        mails.Count.ShouldBe(2);
        mails.Select(mail => mail.MessageId).Distinct().ShouldHaveSingleItem();
    }
}
