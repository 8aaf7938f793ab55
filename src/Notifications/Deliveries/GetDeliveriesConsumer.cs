using MassTransit;
using Microsoft.EntityFrameworkCore;
using Notifications.Persistence;

namespace Notifications.Deliveries;

/// <summary>Reads the deliveries of one request.</summary>
internal sealed class GetDeliveriesConsumer(NotificationsDbContext db) : IConsumer<GetDeliveries>
{
    public async Task Consume(ConsumeContext<GetDeliveries> context)
    {
        var requestId = context.Message.RequestId;
        var items = await db.Deliveries.AsNoTracking()
            .Where(delivery => delivery.RequestId == requestId)
            .OrderBy(delivery => delivery.CreatedAt).ThenBy(delivery => delivery.Notice).ThenBy(delivery => delivery.Channel)
            .Select(delivery => new DeliveryView
            {
                Channel = delivery.Channel,
                Notice = delivery.Notice,
                RecipientId = delivery.RecipientId,
                Status = delivery.Status,
                Attempts = delivery.Attempts,
                At = delivery.At,
            })
            .ToListAsync(context.CancellationToken);

        await context.RespondAsync(new Contracts.Messages.Deliveries { Items = items });
    }
}
