using MassTransit;
using Microsoft.EntityFrameworkCore;
using Notifications.Persistence;

namespace Notifications.Deliveries;

/// <summary>Reads the deliveries of one request.</summary>
internal sealed class GetDeliveriesConsumer(NotificationsDbContext db, TimeProvider clock) : IConsumer<GetDeliveries>
{
    public async Task Consume(ConsumeContext<GetDeliveries> context)
    {
        var requestId = context.Message.RequestId;
        var now = clock.GetUtcNow().ToMicroseconds();
        var items = await db.Deliveries.AsNoTracking()
            .Where(delivery => delivery.RequestId == requestId)
            .OrderBy(delivery => delivery.CreatedAt).ThenBy(delivery => delivery.Notice).ThenBy(delivery => delivery.Channel)
            .Select(delivery => new DeliveryView
            {
                DeliveryId = delivery.DeliveryId,
                Channel = delivery.Channel,
                Notice = delivery.Notice,
                RecipientId = delivery.RecipientId,

                // The lease of an attempt that lives is prolonged.
                Status = delivery.SendingUntil != null && delivery.SendingUntil <= now ? DeliveryStatuses.Unknown : delivery.Status,
                Attempts = delivery.Attempts,
                At = delivery.At,
                Reason = delivery.LastError,
            })
            .ToListAsync(context.CancellationToken);

        await context.RespondAsync(new Contracts.Messages.Deliveries { Items = items });
    }
}
