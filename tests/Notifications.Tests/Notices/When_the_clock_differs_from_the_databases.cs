using Contracts.Messages;
using Microsoft.EntityFrameworkCore;
using Notifications.Email;
using Notifications.Tests.Support;
using Shouldly;
using TestKit;
using TestKit.Servers;
using Xunit;

namespace Notifications.Tests.Notices;

public sealed class When_the_clock_differs_from_the_databases : IAsyncLifetime
{
    private readonly Guid _requestId = Guid.CreateVersion7();
    private readonly DateTimeOffset _now = DateTimeOffset.UtcNow;
    private PostgresDatabase _database = null!;
    private RunningNotifications _service = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await PostgresDatabase.CreateAsync();
        _service = await RunningNotifications.StartAsync(
            options => options.UseNpgsql(_database.ConnectionString), ("ClockTolerance", "01:00:00"));
        _service.Clock.AdjustTime(_now);
        await _service.PublishAsync(TestData.ClientProfile);
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task R52_Should_not_call_a_notice_superseded_until_they_agree_again()
    {
        _service.Clock.AdjustTime(_now.AddDays(15));
        var published = _service.PublishAsync(Requested());
        await OnceItIsRefusedAsync();
        var meanwhile = await _service.DeliveriesAsync();
        _service.Clock.AdjustTime(_now);
        await published;
        await _service.SettleAsync();

        meanwhile.ShouldBeEmpty();
        (await _service.DeliveriesAsync()).ShouldAllBe(delivery => delivery.Status == DeliveryStatuses.Delivered);
        _service.Mail.Accepted.Count.ShouldBe(1);
    }

    [Fact]
    public async Task R52_Should_neither_send_nor_give_up_an_email_until_they_agree_again()
    {
        _service.Mail.GoDown();
        await _service.PublishAndSettleAsync(Requested());
        _service.Mail.ComeBack();
        var delivery = (await _service.EmailDeliveriesAsync()).Single();

        _service.Clock.AdjustTime(_now.AddDays(15));
        await _service.SendAsync(SendEmail.Queue, new SendEmail { DeliveryId = delivery.DeliveryId, Attempt = 2 });
        await OnceItIsRefusedAsync();
        var meanwhile = (await _service.EmailDeliveriesAsync()).Single();
        _service.Clock.AdjustTime(_now);
        await Eventually.Until(async () => (await _service.EmailDeliveriesAsync()).Single().IsSettled);

        (meanwhile.Status, meanwhile.Attempts).ShouldBe((DeliveryStatuses.Retrying, 1));
        (await _service.EmailDeliveriesAsync()).Single().Status.ShouldBe(DeliveryStatuses.Delivered);
        _service.Mail.Accepted.Single().MessageId.ShouldBe(delivery.MessageId);
    }

    private FeedbackRequested Requested() => TestData.Requested(_requestId) with { RequestedAt = _now, ExpiresAt = _now.AddDays(14) };

    /// <summary>The retry of an outage says that it waits.</summary>
    private Task OnceItIsRefusedAsync() => Eventually.Until(() => _service.Log.GetSnapshot()
        .Any(line => line.Exception?.GetType().Name == "ClockDiffersException"));
}
