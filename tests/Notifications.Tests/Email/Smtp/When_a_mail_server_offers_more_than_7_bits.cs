using System.Text;
using Notifications.Tests.Support;
using Shouldly;
using Xunit;

namespace Notifications.Tests.Email.Smtp;

public sealed class When_a_mail_server_offers_more_than_7_bits
{
    [Theory]
    [InlineData("Feedback <feedback@mail.example>", TestData.ClientAddress)]
    [InlineData("Grüße <feedback@bücher.example>", "info@bücher.example")]
    public async Task Should_ask_for_nothing_more_since_the_next_server_may_not_offer_it(string from, string to)
    {
        using var server = new ScriptedSmtpServer(line => line switch
        {
            ['E', 'H', 'L', 'O', ..] => "250-here\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 SIZE 1000000",
            "DATA" => "354 go on",
            _ => "250 fine",
        });
        await using var service = await RunningNotifications.StartAsync(
            settings:
            [
                ("Email:Host", "127.0.0.1"), ("Email:Port", $"{server.Port}"), ("Email:StartTls", "false"), ("Email:From", from),
            ]);
        await service.PublishAndSettleAsync(TestData.Profile(TestData.Client, "Zoë “Z” Ångström", to));

        await service.PublishAndSettleAsync(TestData.Requested(message: "Grüße\nAda", title: "Der Bücher-Laden “ß”"));

        server.Heard.ShouldAllBe(line => Ascii.IsValid(line));
        server.Heard.ShouldAllBe(line => !line.Contains("SMTPUTF8") && !line.Contains("8BITMIME"));
        server.Heard.ShouldContain(line => line.StartsWith("RCPT TO:<"), 1);
        server.Heard.ShouldContain(line => line.StartsWith("Content-Type: multipart/alternative"), 1);
        server.Heard.ShouldNotContain(line => line.Contains("=0A") || line.Contains("=0D"));
        server.Heard.ShouldContain("> Gr=C3=BC=C3=9Fe");
        server.Heard.ShouldContain("> Ada");
        server.Heard.Single(line => line.StartsWith("Message-Id: <", StringComparison.OrdinalIgnoreCase))
            .ShouldEndWith(from.Contains("bücher") ? "@xn--bcher-kva.example>" : "@mail.example>");
    }
}
