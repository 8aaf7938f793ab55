using Microsoft.Extensions.DependencyInjection;
using Notifications.Email;
using Notifications.Tests.Support;
using Shouldly;
using Xunit;

namespace Notifications.Tests.Email.Smtp;

public sealed class When_an_address_is_out_of_the_ordinary : SmtpSituation
{
    [Theory]
    [InlineData("jörg@example.org", "jörg@example.org")]
    [InlineData("jörg@bücher.example", "jörg@bücher.example")]
    [InlineData("info@bücher.example", "info@xn--bcher-kva.example")]
    [InlineData("o'neill+news@example.org", "o'neill+news@example.org")]
    [InlineData("\"two words\"@example.org", "\"two words\"@example.org")]
    [InlineData("a..b@example.org", "a..b@example.org")]
    [InlineData("ab.@example.org", "ab.@example.org")]
    public async Task Should_reach_it(string address, string onTheWire)
    {
        await SendAsync(Service, address);

        var mail = (await Server.MailsAsync()).ShouldHaveSingleItem();
        mail.Recipients.ShouldBe([onTheWire]);
        mail.Subject.ShouldBe("Grüße");
    }

    [Fact]
    public async Task Should_write_the_domain_in_ASCII_for_a_server_that_knows_nothing_else()
    {
        using var ascii = new ScriptedSmtpServer(line => line == "DATA" ? "354 go on" : "250 fine");
        await using var service = await StartWithAsync(ascii);

        await SendAsync(service, "info@bücher.example");

        ascii.Heard.ShouldContain("RCPT TO:<info@xn--bcher-kva.example>");
    }

    [Fact]
    public async Task Should_not_mangle_a_local_part_for_a_server_that_knows_ASCII_alone()
    {
        using var ascii = new ScriptedSmtpServer(_ => "250 fine");
        await using var service = await StartWithAsync(ascii);

        var failure = await Should.ThrowAsync<EmailNotSentException>(() => SendAsync(service, "jörg@example.org"));

        failure.ErrorClass.ShouldBe("smtp-utf8-missing");
        failure.Failure.ShouldBe(EmailFailure.SetUp);
        ascii.Heard.ShouldNotContain(line => line.StartsWith("MAIL"));
    }

    [Theory]
    [InlineData("a@")]
    [InlineData("a@@example.org")]
    [InlineData("<a@example.org")]
    public async Task Should_give_up_on_one_that_no_message_can_name(string address)
    {
        var failure = await Should.ThrowAsync<EmailNotSentException>(() => SendAsync(Service, address));

        failure.ErrorClass.ShouldBe("address-unreadable");
        failure.Failure.ShouldBe(EmailFailure.Refused);
    }

    private static Task<RunningNotifications> StartWithAsync(ScriptedSmtpServer server) => RunningNotifications.StartAsync(
        settings:
        [
            ("Email:Host", "127.0.0.1"), ("Email:Port", $"{server.Port}"), ("Email:StartTls", "false"),
            ("Email:From", "feedback@mail.example"),
        ]);

    private static Task SendAsync(RunningNotifications service, string address) =>
        service.Services.GetRequiredService<IEmailSender>().SendAsync(
            new EmailMessage { To = address, Subject = "Grüße", MessageId = "<1@mail.example>", Text = "text", Html = "<p>html</p>" },
            TestContext.Current.CancellationToken);
}
