using Microsoft.EntityFrameworkCore;
using Notifications.Email;
using Notifications.Ledger;
using Notifications.Tests.Running;
using Shouldly;
using Xunit;

namespace Notifications.Tests.Situations;

public sealed class When_a_worker_dies_while_it_sends : NotificationsSituation
{
    private Delivery _line = null!;

    /// <summary>The ledger as the dead worker left it: the attempt counted and leased, its outcome never recorded.</summary>
    protected override async Task GivenAsync()
    {
        await base.GivenAsync();
        Mail.GoDown();
        await Service.TellAsync(Some.Requested());
        Mail.ComeBack();
        _line = (await Service.EmailLinesAsync()).Single();
        var lease = Service.Clock.GetUtcNow() + TimeSpan.FromSeconds(30);
        await Service.WriteAsync(db => db.Deliveries.ExecuteUpdateAsync(set => set
            .SetProperty(line => line.Status, line => line.Channel == DeliveryChannels.Email ? DeliveryStatuses.Pending : line.Status)
            .SetProperty(line => line.SendingUntil, line => line.Channel == DeliveryChannels.Email ? lease : null)));
        await Service.WriteAsync(db => db.Set<Messaging.EntityFrameworkCore.Outbox.OutboxMessage>().ExecuteDeleteAsync());
    }

    [Fact]
    public async Task R43_Should_leave_the_email_alone_until_the_lease_has_run_out_and_then_send_it_with_the_same_message_id()
    {
        await Service.SendAsync(SendEmail.Queue, new SendEmail { DeliveryId = _line.DeliveryId, Attempt = 1 });
        await TestKit.Eventually.Until(async () => (await Service.OutboxAsync()).Timers == 1);
        Mail.Taken.ShouldBeEmpty();

        await Service.AdvanceAsync(TimeSpan.FromSeconds(30));

        var email = Mail.Taken.ShouldHaveSingleItem();
        email.MessageId.ShouldBe(_line.MessageId);
        var line = (await Service.EmailLinesAsync()).Single();
        line.Status.ShouldBe(DeliveryStatuses.Delivered);
        line.Attempts.ShouldBe(2);
    }

    [Fact]
    public async Task Should_send_it_at_once_when_the_command_comes_again_after_the_lease()
    {
        Service.Clock.Advance(TimeSpan.FromSeconds(31));

        await Service.SendAsync(SendEmail.Queue, new SendEmail { DeliveryId = _line.DeliveryId, Attempt = 1 });
        await TestKit.Eventually.Until(() => Mail.Taken.Count == 1);

        Mail.Taken[0].MessageId.ShouldBe(_line.MessageId);
    }

    [Fact]
    public async Task Should_give_it_up_when_workers_died_at_every_attempt()
    {
        await Service.WriteAsync(db => db.Deliveries.ExecuteUpdateAsync(set => set.SetProperty(line => line.Attempts, 7)));
        Service.Clock.Advance(TimeSpan.FromSeconds(31));

        await Service.SendAsync(SendEmail.Queue, new SendEmail { DeliveryId = _line.DeliveryId, Attempt = 8 });
        await TestKit.Eventually.Until(async () => (await Service.EmailLinesAsync()).Single().Status == DeliveryStatuses.Failed);

        Mail.Taken.ShouldBeEmpty();
    }
}
