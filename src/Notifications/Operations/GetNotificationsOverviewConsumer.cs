using MassTransit;
using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.EntityFrameworkCore;
using Notifications.Persistence;
using Shared;

namespace Notifications.Operations;

/// <summary>Tells operators how many deliveries and messages are in which state, and how the outbox stands.</summary>
internal sealed class GetNotificationsOverviewConsumer(
    NotificationsDbContext db, OutboxMonitor<NotificationsDbContext> outbox) : IConsumer<GetNotificationsOverview>
{
    public async Task Consume(ConsumeContext<GetNotificationsOverview> context) =>
        await context.RespondAsync(await NotificationsFigures.ReadAsync(db, outbox, context.Message.AsOf, context.CancellationToken));
}

/// <summary>Counts how many deliveries and messages are in which state, and how the outbox stands.</summary>
internal static class NotificationsFigures
{
    public static async Task<NotificationsOverview> ReadAsync(
        NotificationsDbContext db,
        OutboxMonitor<NotificationsDbContext> outbox,
        DateTimeOffset asOf,
        CancellationToken cancellationToken)
    {
        // A digest is one email, whatever the number of its notices.
        var emails = await db.Deliveries.AsNoTracking()
            .Where(delivery => delivery.Channel == DeliveryChannels.Email && delivery.DigestId == null)
            .GroupBy(delivery => delivery.Status)
            .Select(group => new { Status = group.Key, Count = group.LongCount() })
            .ToDictionaryAsync(group => group.Status, group => group.Count, cancellationToken);
        var messages = await db.InAppMessages.AsNoTracking()
            .GroupBy(message => message.ReadAt == null ? "unread" : "read")
            .Select(group => new { State = group.Key, Count = group.LongCount() })
            .ToDictionaryAsync(group => group.State, group => group.Count, cancellationToken);
        var webhooks = await db.WebhookDeliveries.AsNoTracking()
            .GroupBy(delivery => delivery.Status)
            .Select(group => new { Status = group.Key, Count = group.LongCount() })
            .ToDictionaryAsync(group => group.Status, group => group.Count, cancellationToken);

        return new NotificationsOverview
        {
            Emails = emails,
            InAppMessages = messages,
            Webhooks = webhooks,
            Outbox = await outbox.ReadOverviewAsync(asOf, cancellationToken),
        };
    }
}
