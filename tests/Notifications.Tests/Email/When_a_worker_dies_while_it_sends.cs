using Contracts.Messages;
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
    public async Task R43_Should_show_from_then_on_that_nobody_knows_whether_it_arrived()
    {
        (await StatusAsync()).ShouldBe("pending");

        Service.Clock.Advance(TimeSpan.FromSeconds(31));

        (await StatusAsync()).ShouldBe("unknown");
    }

    [Fact]
    public async Task R48_Should_not_send_it_again_when_the_request_has_ended_meanwhile_nor_say_that_it_was_not_sent()
    {
        Service.Clock.Advance(TimeSpan.FromSeconds(31));

        await Service.PublishAndSettleAsync(TestData.Expired(_delivery.RequestId));

        Mail.Accepted.ShouldAllBe(email => email.To == TestData.FreelancerAddress);
        (await StatusAsync()).ShouldBe("unknown");
    }

    [Fact]
    public async Task Should_give_it_up_when_workers_died_at_every_attempt()
    {
        await Service.WriteAsync(db => db.Deliveries.ExecuteUpdateAsync(set => set.SetProperty(delivery => delivery.Attempts, 20)));
        Service.Clock.Advance(TimeSpan.FromSeconds(31));

        await Service.SendAsync(SendEmail.Queue, new SendEmail { DeliveryId = _delivery.DeliveryId, Attempt = 21 });
        await TestKit.Eventually.Until(async () => (await Service.EmailDeliveriesAsync()).Single().Status == DeliveryStatuses.Unknown);

        Mail.Accepted.ShouldBeEmpty();
    }

    private async Task<string> StatusAsync()
    {
        var query = new GetDeliveries { RequestId = _delivery.RequestId!.Value };
        var deliveries = await Service.QueryAsync<GetDeliveries, Contracts.Messages.Deliveries>(query);
        return deliveries.Items.Single(delivery => delivery is { Channel: "email", Notice: NoticeKinds.FeedbackRequested }).Status;
    }
}
