using Microsoft.EntityFrameworkCore;
using Notifications.Deliveries;
using Notifications.Email;
using Notifications.Tests.Support;
using Shouldly;
using Xunit;

namespace Notifications.Tests.Email;

public sealed class When_a_worker_dies_while_it_sends : NotificationsSituation
{
    private Delivery _delivery = null!;

    /// <summary>The delivery as the dead worker left it: the attempt counted and leased, its outcome never recorded.</summary>
    protected override async Task GivenAsync()
    {
        await base.GivenAsync();
        Mail.GoDown();
        await Service.PublishAndSettleAsync(TestData.Requested());
        Mail.ComeBack();
        _delivery = (await Service.EmailDeliveriesAsync()).Single();
        var lease = Service.Clock.GetUtcNow() + TimeSpan.FromSeconds(30);
        await Service.WriteAsync(db => db.Deliveries
            .Where(delivery => delivery.Channel == DeliveryChannels.Email)
            .ExecuteUpdateAsync(set => set
                .SetProperty(delivery => delivery.Status, DeliveryStatuses.Pending)
                .SetProperty(delivery => delivery.SendingUntil, lease)));
        await Service.WriteAsync(db => db.Set<Messaging.EntityFrameworkCore.Outbox.OutboxMessage>().ExecuteDeleteAsync());
    }

    [Fact]
    public async Task R43_Should_leave_the_email_alone_until_the_lease_has_run_out_and_then_send_it_with_the_same_message_id()
    {
        await Service.SendAsync(SendEmail.Queue, new SendEmail { DeliveryId = _delivery.DeliveryId, Attempt = 1 });
        await TestKit.Eventually.Until(async () => (await Service.OutboxAsync()).Timers == 1);
        Mail.Accepted.ShouldBeEmpty();

        await Service.AdvanceAsync(TimeSpan.FromSeconds(30));

        var email = Mail.Accepted.ShouldHaveSingleItem();
        email.MessageId.ShouldBe(_delivery.MessageId);
        var delivery = (await Service.EmailDeliveriesAsync()).Single();
        delivery.Status.ShouldBe(DeliveryStatuses.Delivered);
        delivery.Attempts.ShouldBe(2);
    }

    [Fact]
    public async Task Should_send_it_at_once_when_the_command_comes_again_after_the_lease()
    {
        Service.Clock.Advance(TimeSpan.FromSeconds(31));

        await Service.SendAsync(SendEmail.Queue, new SendEmail { DeliveryId = _delivery.DeliveryId, Attempt = 1 });
        await TestKit.Eventually.Until(() => Mail.Accepted.Count == 1);

        Mail.Accepted[0].MessageId.ShouldBe(_delivery.MessageId);
    }

    [Fact]
    public async Task Should_give_it_up_when_workers_died_at_every_attempt()
    {
        await Service.WriteAsync(db => db.Deliveries.ExecuteUpdateAsync(set => set.SetProperty(delivery => delivery.Attempts, 7)));
        Service.Clock.Advance(TimeSpan.FromSeconds(31));

        await Service.SendAsync(SendEmail.Queue, new SendEmail { DeliveryId = _delivery.DeliveryId, Attempt = 8 });
        await TestKit.Eventually.Until(async () => (await Service.EmailDeliveriesAsync()).Single().Status == DeliveryStatuses.Failed);

        Mail.Accepted.ShouldBeEmpty();
    }
}
