using Contracts.Messages;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Notifications.Persistence;

namespace Notifications.Ledger;

/// <summary>Reads the ledger of one request.</summary>
internal sealed class GetDeliveriesConsumer(NotificationsDbContext db) : IConsumer<GetDeliveries>
{
    public async Task Consume(ConsumeContext<GetDeliveries> context)
    {
        var requestId = context.Message.RequestId;
        var items = await db.Deliveries.AsNoTracking()
            .Where(line => line.RequestId == requestId)
            .OrderBy(line => line.CreatedAt).ThenBy(line => line.Notice).ThenBy(line => line.Channel)
            .Select(line => new DeliveryView
            {
                Channel = line.Channel,
                Notice = line.Notice,
                RecipientId = line.RecipientId,
                Status = line.Status,
                Attempts = line.Attempts,
                At = line.At,
            })
            .ToListAsync(context.CancellationToken);

        await context.RespondAsync(new Deliveries { Items = items });
    }
}
