using Microsoft.Extensions.DependencyInjection;
using Notifications.Email;
using Notifications.Tests.Running;
using Shouldly;
using Xunit;

namespace Notifications.Tests.Smtp;

public sealed class When_an_address_is_out_of_the_ordinary : SmtpSituation
{
    [Theory]
    [InlineData("jörg@example.org", "jörg@example.org")]
    [InlineData("o'neill+news@example.org", "o'neill+news@example.org")]
    [InlineData("\"two words\"@example.org", "\"two words\"@example.org")]
    [InlineData("info@bücher.example", "info@xn--bcher-kva.example")]
    public async Task Should_reach_it(string address, string reached)
    {
        await SendAsync(Service, address);

        var mail = (await Server.MailsAsync()).ShouldHaveSingleItem();
        mail.Recipients.ShouldBe([reached]);
        mail.Subject.ShouldBe("Grüße");
    }

    [Fact]
    public async Task Should_not_mangle_it_for_a_server_that_knows_ASCII_alone()
    {
        using var ascii = new ScriptedSmtpServer(_ => "250 fine");
        await using var service = await RunningNotifications.StartAsync(
            settings:
            [
                ("Email:Host", "127.0.0.1"), ("Email:Port", $"{ascii.Port}"), ("Email:StartTls", "false"), ("Email:From", "feedback@mail.example"),
            ]);

        var failure = await Should.ThrowAsync<EmailNotSentException>(() => SendAsync(service, "jörg@example.org"));

        failure.ErrorClass.ShouldBe("smtp-utf8-missing");
        ascii.Heard.ShouldNotContain(line => line.StartsWith("MAIL"));
    }

    private static Task SendAsync(RunningNotifications service, string address) => service.Services.GetRequiredService<IEmailSender>().SendAsync(
        new EmailMessage { To = address, Subject = "Grüße", MessageId = "<1@mail.example>", Text = "text", Html = "<p>html</p>" },
        TestContext.Current.CancellationToken);
}
