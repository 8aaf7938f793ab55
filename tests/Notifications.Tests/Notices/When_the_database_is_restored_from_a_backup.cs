using Contracts.Messages;
using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.EntityFrameworkCore;
using Notifications.Tests.Support;
using Shouldly;
using Xunit;

namespace Notifications.Tests.Notices;

public sealed class When_the_database_is_restored_from_a_backup : NotificationsSituation
{
    [Fact]
    public async Task R49_Should_be_the_same_notice_with_the_same_message_id_when_its_event_is_replayed()
    {
        var (requestId, feedbackId) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var first = await TellAsync(requestId, feedbackId);

        await WipeAsync();
        var replayed = await TellAsync(requestId, feedbackId);

        replayed.ShouldBe(first, ignoreOrder: true);
        Mail.Accepted.Count.ShouldBe(10);
        Mail.Accepted.GroupBy(email => (email.MessageId, email.To, email.Subject)).ShouldAllBe(copies => copies.Count() == 2);
    }

    [Fact]
    public async Task R49_Should_be_the_same_digest_when_its_notices_are_replayed_on_its_day()
    {
        await Service.QueryAsync<SetNotificationPreferences, NotificationPreferences>(new SetNotificationPreferences
        {
            UserId = TestData.Client,
            Items = [new NotificationPreference { Kind = NoticeKinds.FeedbackRequested, Email = EmailModes.Digest }],
        });
        var requestId = Guid.CreateVersion7();
        await Service.PublishAndSettleAsync(TestData.Requested(requestId));
        var first = await Service.EmailDeliveriesAsync();

        await WipeAsync();
        await Service.PublishAndSettleAsync(TestData.Requested(requestId));

        var replayed = await Service.EmailDeliveriesAsync();
        replayed.Count.ShouldBe(2);
        replayed.Select(delivery => (delivery.DeliveryId, delivery.MessageId))
            .ShouldBe(first.Select(delivery => (delivery.DeliveryId, delivery.MessageId)), ignoreOrder: true);
    }

    [Fact]
    public async Task R49_Should_be_the_same_email_when_it_is_sent_again_before_and_after()
    {
        var requestId = Guid.CreateVersion7();
        Mail.GoDown();
        await Service.PublishAndSettleAsync(TestData.Requested(requestId));
        var first = (await Service.EmailDeliveriesAsync()).Single();
        await WipeAsync();
        await Service.PublishAndSettleAsync(TestData.Requested(requestId));
        Mail.ComeBack();

        await Service.QueryAsync<ResendDelivery, DeliveryReleased, DeliveryNotReleased>(
            new ResendDelivery { DeliveryId = first.DeliveryId, CallerId = "operator" });
        await Service.SettleAsync();

        Mail.Accepted.ShouldHaveSingleItem().MessageId.ShouldBe(first.MessageId);
    }

    [Fact]
    public async Task R49_Should_tell_notices_apart_by_subject_kind_recipient_and_channel()
    {
        await TellAsync(Guid.CreateVersion7(), Guid.CreateVersion7());
        await TellAsync(Guid.CreateVersion7(), Guid.CreateVersion7());

        (await Service.DeliveriesAsync()).Select(delivery => delivery.DeliveryId).ShouldBeUnique();
        Mail.Accepted.Select(email => email.MessageId).ShouldBeUnique();
    }

    private Task WipeAsync() => Service.WriteAsync(async db =>
    {
        await db.Deliveries.ExecuteDeleteAsync();
        await db.InAppMessages.ExecuteDeleteAsync();
        await db.Set<OutboxMessage>().ExecuteDeleteAsync();
    });

    private async Task<List<Guid>> TellAsync(Guid requestId, Guid feedbackId)
    {
        await Service.PublishAndSettleAsync(TestData.Requested(requestId));
        await Service.PublishAndSettleAsync(TestData.Reminder(requestId));
        await Service.PublishAndSettleAsync(TestData.Provided(requestId, feedbackId: feedbackId));
        await Service.PublishAndSettleAsync(TestData.Expired(requestId));
        await Service.PublishAndSettleAsync(TestData.Closed(requestId));
        var messages = await Service.InAppMessagesAsync();
        var deliveries = await Service.DeliveriesAsync();
        return [.. messages.Select(message => message.MessageId), .. deliveries.Select(delivery => delivery.DeliveryId)];
    }
}
