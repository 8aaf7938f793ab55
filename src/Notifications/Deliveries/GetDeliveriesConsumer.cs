using MassTransit;
using Microsoft.EntityFrameworkCore;
using Notifications.Persistence;

namespace Notifications.Deliveries;

/// <summary>What a delivery says for itself where no server has spoken.</summary>
internal static class DeliveryReasons
{
    /// <summary>It leaves with the recipient's next digest.</summary>
    public const string WaitsForDigest = "waits-for-digest";
}

/// <summary>Reads the deliveries of requests.</summary>
internal sealed class GetDeliveriesConsumer(NotificationsDbContext db, TimeProvider clock) : IConsumer<GetDeliveries>
{
    public async Task Consume(ConsumeContext<GetDeliveries> context)
    {
        Guid?[] requestIds = [context.Message.RequestId, .. context.Message.OtherRequestIds.Take(Limits.MaxPageSize)];
        var now = clock.GetUtcNow().ToMicroseconds();
        var items = await db.Deliveries.AsNoTracking()
            .Where(delivery => requestIds.Contains(delivery.RequestId))
            .OrderBy(delivery => delivery.CreatedAt).ThenBy(delivery => delivery.Notice).ThenBy(delivery => delivery.Channel)
            .Select(delivery => new DeliveryView
            {
                DeliveryId = delivery.DeliveryId,
                RequestId = delivery.RequestId,
                Channel = delivery.Channel,
                Notice = delivery.Notice,
                RecipientId = delivery.RecipientId,

                // The lease of an attempt that lives is prolonged.
                Status = delivery.SendingUntil != null && delivery.SendingUntil <= now ? DeliveryStatuses.Unknown : delivery.Status,
                Attempts = delivery.Attempts,
                At = delivery.At,
                Reason = delivery.LastError
                    ?? (delivery.DigestId != null && delivery.Status == DeliveryStatuses.Pending ? DeliveryReasons.WaitsForDigest : null),
            })
            .ToListAsync(context.CancellationToken);

        await context.RespondAsync(new Contracts.Messages.Deliveries { Items = items });
    }
}
