using System.Text;
using Contracts.Messages;
using Notifications.Tests.Support;
using Shouldly;
using Xunit;

namespace Notifications.Tests.Email.Smtp;

public sealed class When_a_mail_server_wants_a_password : IDisposable
{
    private readonly ScriptedSmtpServer _server = new(line => line switch
    {
        ['E', 'H', 'L', 'O', ..] => "250-here\r\n250 AUTH LOGIN",
        ['A', 'U', 'T', 'H', ..] => "334 VXNlcm5hbWU6",
        _ when line == Base64("notifier") => "334 UGFzc3dvcmQ6",
        _ when line == Base64("secret") => "235 welcome",
        _ when line == Base64("guessed") => "535 5.7.8 no",
        _ => "530 5.7.0 sign in first",
    });

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task Should_sign_in()
    {
        await using var service = await PublishAndSettleAsync("secret", ("Email:StartTls", "false"));

        _server.Heard.Skip(1).Take(3).ShouldBe(["AUTH LOGIN", Base64("notifier"), Base64("secret")]);
    }

    [Fact]
    public async Task Should_give_neither_the_password_nor_the_email_away_unencrypted_unless_told_to()
    {
        await using var service = await PublishAndSettleAsync("secret");

        _server.Heard.ShouldHaveSingleItem().ShouldStartWith("EHLO ");
        var delivery = (await service.EmailDeliveriesAsync()).Single();
        delivery.Status.ShouldBe(DeliveryStatuses.Retrying);
        delivery.LastError.ShouldBe("smtp-starttls-missing");
    }

    [Fact]
    public async Task Should_say_with_which_code_the_sign_in_was_refused()
    {
        await using var service = await PublishAndSettleAsync("guessed", ("Email:StartTls", "false"));

        var delivery = (await service.EmailDeliveriesAsync()).Single();
        delivery.Status.ShouldBe(DeliveryStatuses.Retrying);
        delivery.LastError.ShouldBe("535 5.7.8 no");
    }

    [Fact]
    public async Task Should_try_again_later_since_the_recipient_is_not_to_blame()
    {
        await using var service = await PublishAndSettleAsync("secret", ("Email:StartTls", "false"));

        var delivery = (await service.EmailDeliveriesAsync()).Single();
        delivery.Status.ShouldBe(DeliveryStatuses.Retrying);
        delivery.LastError.ShouldBe("530 5.7.0 sign in first");
    }

    private async Task<RunningNotifications> PublishAndSettleAsync(string password, params (string, string)[] settings)
    {
        var service = await RunningNotifications.StartAsync(
            settings:
            [
                ("Email:Host", "127.0.0.1"), ("Email:Port", $"{_server.Port}"), ("Email:From", "feedback@mail.example"),
                ("Email:Username", "notifier"), ("Email:Password", password), .. settings,
            ]);
        await service.PublishAndSettleAsync(TestData.ClientProfile);
        await service.PublishAndSettleAsync(TestData.Requested());
        return service;
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.ASCII.GetBytes(text));
}
