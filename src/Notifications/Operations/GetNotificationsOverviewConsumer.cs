using MassTransit;
using Messaging.EntityFrameworkCore.Outbox;
using Notifications.Persistence;

namespace Notifications.Operations;

/// <summary>Tells operators how many deliveries and messages are in which state, and how the outbox stands.</summary>
internal sealed class GetNotificationsOverviewConsumer(
    NotificationsDbContext db, OutboxMonitor<NotificationsDbContext> outbox) : IConsumer<GetNotificationsOverview>
{
    public async Task Consume(ConsumeContext<GetNotificationsOverview> context) =>
        await context.RespondAsync(await NotificationsFigures.ReadAsync(db, outbox, context.Message.AsOf, context.CancellationToken));
}
