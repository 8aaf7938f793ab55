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

        await Service.WriteAsync(async db =>
        {
            await db.Deliveries.ExecuteDeleteAsync();
            await db.InAppMessages.ExecuteDeleteAsync();
        });
        var replayed = await TellAsync(requestId, feedbackId);

        replayed.ShouldBe(first, ignoreOrder: true);
        Mail.Accepted.Count.ShouldBe(6);
        Mail.Accepted.GroupBy(email => (email.MessageId, email.To, email.Subject)).ShouldAllBe(copies => copies.Count() == 2);
    }

    [Fact]
    public async Task R49_Should_tell_notices_apart_by_subject_kind_recipient_and_channel()
    {
        await TellAsync(Guid.CreateVersion7(), Guid.CreateVersion7());
        await TellAsync(Guid.CreateVersion7(), Guid.CreateVersion7());

        (await Service.DeliveriesAsync()).Select(delivery => delivery.DeliveryId).ShouldBeUnique();
        Mail.Accepted.Select(email => email.MessageId).ShouldBeUnique();
    }

    private async Task<List<Guid>> TellAsync(Guid requestId, Guid feedbackId)
    {
        await Service.PublishAndSettleAsync(TestData.Requested(requestId));
        await Service.PublishAndSettleAsync(TestData.Reminder(requestId));
        await Service.PublishAndSettleAsync(TestData.Provided(requestId, feedbackId: feedbackId));
        var messages = await Service.InAppMessagesAsync();
        var deliveries = await Service.DeliveriesAsync();
        return [.. messages.Select(message => message.MessageId), .. deliveries.Select(delivery => delivery.DeliveryId)];
    }
}
