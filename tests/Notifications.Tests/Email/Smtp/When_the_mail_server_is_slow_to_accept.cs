using Contracts.Messages;
using Notifications.Email;
using Notifications.Tests.Support;
using Shouldly;
using TestKit;
using Xunit;

namespace Notifications.Tests.Email.Smtp;

public sealed class When_the_mail_server_is_slow_to_accept : IAsyncLifetime
{
    private readonly TaskCompletionSource<string?> _reply = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ScriptedSmtpServer _server = null!;
    private RunningNotifications _service = null!;

    /// <summary>The email is handed over, and the server has not answered yet.</summary>
    public async ValueTask InitializeAsync()
    {
        _server = new ScriptedSmtpServer(
            line => line == "." ? _reply.Task : Task.FromResult<string?>(line == "DATA" ? "354 go on" : "250 fine"));
        _service = await RunningNotifications.StartAsync(
            settings:
            [
                ("Email:Host", "127.0.0.1"), ("Email:Port", $"{_server.Port}"), ("Email:StartTls", "false"),
                ("Email:From", "feedback@mail.example"),
            ]);
        await _service.PublishAndSettleAsync(TestData.ClientProfile);
        await _service.PublishAsync(TestData.Requested());
        await Eventually.Until(() => _server.CountOf(".") == 1);
    }

    public async ValueTask DisposeAsync()
    {
        _reply.TrySetResult(null);
        await _service.DisposeAsync();
        _server.Dispose();
    }

    [Fact]
    public async Task Should_wait_for_minutes_and_send_it_once_though_its_command_comes_again()
    {
        for (var seconds = 0; seconds < 9 * 60; seconds += 15)
        {
            var until = await LeaseAsync();
            _service.Clock.Advance(TimeSpan.FromSeconds(15));
            await Eventually.Until(async () => await LeaseAsync() > until, what: "the lease is prolonged");
        }

        var delivery = (await _service.EmailDeliveriesAsync()).Single();
        await _service.SendAsync(SendEmail.Queue, new SendEmail { DeliveryId = delivery.DeliveryId, Attempt = 1 });
        await Eventually.Until(async () => (await _service.OutboxAsync()).Timers == 1);
        _reply.SetResult("250 taken");
        await Eventually.Until(async () => (await _service.EmailDeliveriesAsync()).Single().Status == DeliveryStatuses.Delivered);
        await _service.AdvanceAsync(TimeSpan.FromHours(1));

        _server.CountOf("DATA").ShouldBe(1);
        (await _service.EmailDeliveriesAsync()).Single().Attempts.ShouldBe(1);
    }

    [Fact]
    public async Task R43_Should_say_that_nobody_knows_when_the_connection_breaks_and_then_send_it_again_with_the_same_message_id()
    {
        _reply.SetResult(null);
        await Eventually.Until(async () => (await _service.EmailDeliveriesAsync()).Single().Status == DeliveryStatuses.Unknown);

        await _service.AdvanceAsync(TimeSpan.FromSeconds(11));
        await Eventually.Until(() => _server.CountOf("DATA") == 2);

        _server.Heard.Where(line => line.StartsWith("Message-Id:", StringComparison.OrdinalIgnoreCase)).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task R48_Should_not_send_it_again_after_the_end_of_the_request_nor_say_that_it_was_not_sent()
    {
        var delivery = (await _service.EmailDeliveriesAsync()).Single();
        _reply.SetResult(null);
        await Eventually.Until(async () => (await _service.EmailDeliveriesAsync()).Single().Status == DeliveryStatuses.Unknown);

        await _service.PublishAndSettleAsync(TestData.Expired(delivery.RequestId));
        await _service.AdvanceAsync(TimeSpan.FromSeconds(11));

        _server.CountOf("DATA").ShouldBe(1);
        (await _service.EmailDeliveriesAsync()).Single(email => email.RecipientId == TestData.Client).Status
            .ShouldBe(DeliveryStatuses.Unknown);
    }

    private async Task<DateTimeOffset> LeaseAsync() => (await _service.EmailDeliveriesAsync()).Single().SendingUntil.ShouldNotBeNull();
}
