using Contracts.Messages;
using Microsoft.Extensions.Logging;
using Notifications.Deliveries;
using Notifications.Tests.Support;
using Shouldly;
using Xunit;

namespace Notifications.Tests.Email.Smtp;

public sealed class When_the_mail_server_refuses_an_email
{
    [Theory]
    [InlineData("MAIL", "550 5.7.1 sender not allowed")]
    [InlineData("MAIL", "553 5.1.8 domain of the sender is unknown")]
    [InlineData("MAIL", "501 5.1.7 bad sender")]
    [InlineData("MAIL", "552 too big for us")]
    [InlineData("RCPT", "554 5.7.1 <grace@example.org>: Relay access denied")]
    [InlineData("RCPT", "550 relay not permitted")]
    [InlineData("RCPT", "454 4.7.1 <grace@example.org>: Relay access denied")]
    [InlineData("RCPT", "553 that domain isn't in my list (#5.7.1)")]
    [InlineData("RCPT", "550 5.1.8 <feedback@mail.example>: Sender address rejected: Domain not found")]
    [InlineData("RCPT", "504 5.5.2 <vm>: Helo command rejected: need fully-qualified hostname")]
    [InlineData("RCPT", "554 no")]
    [InlineData("DATA", "503 5.5.1 not now")]
    [InlineData(".", "550 5.7.26 unauthenticated email is not accepted")]
    [InlineData(".", "554 looks like spam")]
    public async Task R51_Should_try_again_and_alarm_when_it_is_our_set_up(string stage, string reply)
    {
        await using var refused = await SendAsync(stage, reply);

        refused.Delivery.Status.ShouldBe(DeliveryStatuses.Retrying);
        refused.Alarms.ShouldHaveSingleItem().ShouldContain("set-up");
        refused.ShouldKeepNoAddress();
    }

    [Theory]
    [InlineData("RCPT", "501 5.1.3 Bad recipient address syntax")]
    [InlineData("RCPT", "501 Syntax error in parameters")]
    [InlineData("RCPT", "555 5.5.4 Unsupported option: SMTPUTF8")]
    [InlineData("RCPT", "550 5.1.1 <grace@example.org>: User unknown")]
    [InlineData("RCPT", "550 5.1.1 <grace@example.org>: User unknown in relay recipient table")]
    [InlineData("RCPT", "550 no such user grace")]
    [InlineData("RCPT", "556 5.1.10 grace@example.org takes no mail")]
    [InlineData("RCPT", "554 5.4.1 no route")]
    [InlineData(".", "550 refused")]
    [InlineData(".", "552 5.2.2 mailbox full")]
    public async Task R51_Should_not_try_again_what_the_address_refuses_for_good(string stage, string reply)
    {
        await using var refused = await SendAsync(stage, reply);

        refused.Delivery.Status.ShouldBe(DeliveryStatuses.Failed);
        refused.Alarms.ShouldHaveSingleItem().ShouldContain("given up");
        await refused.Service.AdvanceAsync(TimeSpan.FromDays(10));
        (await refused.Service.EmailDeliveriesAsync()).Single().Attempts.ShouldBe(1);
        refused.ShouldKeepNoAddress();
    }

    [Theory]
    [InlineData("MAIL", "421 4.3.2 shutting down")]
    [InlineData("MAIL", "451 4.7.1 come again")]
    [InlineData("RCPT", "450 4.2.1 <grace@example.org>: greylisted")]
    [InlineData("RCPT", "452 4.2.2 mailbox full")]
    [InlineData("DATA", "451 4.3.0 no queue")]
    [InlineData(".", "421 4.3.2 shutting down")]
    [InlineData(".", "452 4.3.1 no space")]
    public async Task Should_try_again_without_an_alarm_when_it_asks_for_that(string stage, string reply)
    {
        await using var refused = await SendAsync(stage, reply);

        refused.Delivery.Status.ShouldBe(DeliveryStatuses.Retrying);
        refused.Delivery.LastError.ShouldNotBeNull().ShouldStartWith(reply[..9]);
        refused.Alarms.ShouldBeEmpty();
        refused.ShouldKeepNoAddress();
    }

    [Fact]
    public async Task R51_Should_give_up_at_the_horizon_when_nobody_mends_the_set_up()
    {
        await using var refused = await SendAsync("MAIL", "550 5.7.1 sender not allowed", ("Email:Horizon", "2.00:00:00"));

        for (var retry = 0; retry < 15; retry++)
            await refused.Service.AdvanceAsync(TimeSpan.FromHours(8.1));

        (await refused.Service.EmailDeliveriesAsync()).Single().Status.ShouldBe(DeliveryStatuses.Failed);
        refused.Alarms.ShouldContain(line => line.Contains("given up"), 1);
    }

    private static async Task<Refused> SendAsync(string stage, string reply, params (string, string)[] settings)
    {
        var server = new ScriptedSmtpServer(line =>
            line.StartsWith(stage, StringComparison.Ordinal) ? reply : line == "DATA" ? "354 go on" : "250 fine");
        var service = await RunningNotifications.StartAsync(
            settings:
            [
                ("Email:Host", "127.0.0.1"), ("Email:Port", $"{server.Port}"), ("Email:StartTls", "false"),
                ("Email:From", "feedback@mail.example"), .. settings,
            ]);
        await service.PublishAndSettleAsync(TestData.ClientProfile);
        await service.PublishAndSettleAsync(TestData.Requested());
        return new Refused(server, service, (await service.EmailDeliveriesAsync()).Single());
    }

    private sealed record Refused(ScriptedSmtpServer Server, RunningNotifications Service, Delivery Delivery) : IAsyncDisposable
    {
        public IEnumerable<string> Alarms =>
            Service.Log.GetSnapshot().Where(line => line.Level == LogLevel.Error).Select(line => line.Message).ToList();

        public void ShouldKeepNoAddress()
        {
            Delivery.LastError.ShouldNotBeNull().ShouldNotContain("grace", Case.Insensitive);
            Service.Log.GetSnapshot().ShouldNotContain(line => line.Message.Contains(TestData.ClientAddress));
        }

        public async ValueTask DisposeAsync()
        {
            await Service.DisposeAsync();
            Server.Dispose();
        }
    }
}
