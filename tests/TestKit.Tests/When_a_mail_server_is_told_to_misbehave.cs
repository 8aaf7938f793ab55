using System.Net.Mail;
using Shouldly;
using TestKit.Servers;
using Xunit;

namespace TestKit.Tests;

public sealed class When_a_mail_server_is_told_to_misbehave : IAsyncLifetime
{
    private SmtpServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await SmtpServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Should_keep_what_it_takes_with_all_its_parts()
    {
        await SendAsync("ada@example.com", "<1@feedback>");

        var mail = (await _server.MailsToAsync("ada@example.com")).ShouldHaveSingleItem();
        mail.MessageId.ShouldBe("<1@feedback>");
        mail.Subject.ShouldBe("Zażółć gęślą");
        mail.Text!.Trim().ShouldBe("Plain ünd simple");
        mail.Html!.Trim().ShouldBe("<p>Plain</p>");
        mail.To.ShouldContain("ada@example.com");
    }

    [Fact]
    public async Task Should_refuse_as_often_as_asked_and_then_accept()
    {
        await _server.BehaveAsync(SmtpBehaviour.Refuse(451) with { Times = 2 });

        await Should.ThrowAsync<SmtpException>(() => SendAsync("ada@example.com", "<1@feedback>"));
        await Should.ThrowAsync<SmtpException>(() => SendAsync("ada@example.com", "<1@feedback>"));
        await SendAsync("ada@example.com", "<1@feedback>");

        (await _server.MailsAsync()).Count.ShouldBe(1);
        (await _server.AttemptsAsync()).ShouldBe(3);
    }

    [Fact]
    public async Task Should_treat_only_the_named_recipient_so()
    {
        await _server.BehaveAsync(SmtpBehaviour.Refuse(550) with { OnlyTo = "bad@example.com" });

        await Should.ThrowAsync<SmtpException>(() => SendAsync("bad@example.com", "<1@feedback>"));
        await SendAsync("good@example.com", "<2@feedback>");

        (await _server.MailsAsync()).ShouldHaveSingleItem().Recipients.ShouldBe(["good@example.com"]);
    }

    [Fact]
    public async Task Should_take_the_mail_and_drop_the_connection()
    {
        await _server.BehaveAsync(new SmtpBehaviour { DropAfterAccepting = true });

        await Should.ThrowAsync<Exception>(() => SendAsync("ada@example.com", "<1@feedback>"));

        (await _server.MailsAsync()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Should_keep_port_and_mails_over_a_kill_and_a_restart()
    {
        await SendAsync("ada@example.com", "<1@feedback>");

        await _server.KillAsync();
        await Should.ThrowAsync<SmtpException>(() => SendAsync("ada@example.com", "<2@feedback>"));
        await _server.RestartAsync();
        await SendAsync("ada@example.com", "<3@feedback>");

        (await _server.MailsAsync()).Select(mail => mail.MessageId).ShouldBe(["<1@feedback>", "<3@feedback>"]);
    }

    private async Task SendAsync(string recipient, string messageId)
    {
        using var client = new SmtpClient(_server.Host, _server.Port);
        using var mail = new MailMessage("feedback@example.com", recipient, "Zażółć gęślą", "Plain ünd simple");
        mail.AlternateViews.Add(AlternateView.CreateAlternateViewFromString("<p>Plain</p>", null, "text/html"));
        mail.Headers.Add("Message-ID", messageId);
        await client.SendMailAsync(mail, TestContext.Current.CancellationToken);
    }
}
