using Microsoft.EntityFrameworkCore;
using Notifications.Inbox;
using Notifications.Persistence;

namespace Notifications.Webhooks;

/// <summary>What operators see of webhooks.</summary>
internal static class WebhookQueries
{
    /// <summary>The subscriber without its secrets.</summary>
    public static WebhookView ToView(
        this Webhook webhook, DateTimeOffset now, IReadOnlyDictionary<string, long>? deliveries = null,
        DateTimeOffset? waitingSince = null) => new()
        {
            WebhookId = webhook.WebhookId,
            Name = webhook.Name,
            Url = webhook.Url,
            Events = webhook.Events.Split(' '),
            State = webhook.State,
            IsGone = webhook.IsGone,
            PreviousSecretUntil = webhook.PreviousSecretUntil > now ? webhook.PreviousSecretUntil : null,
            CreatedAt = webhook.CreatedAt,
            CreatedBy = webhook.CreatedById,
            ChangedAt = webhook.ChangedAt,
            ChangedBy = webhook.ChangedById,
            Deliveries = deliveries ?? new Dictionary<string, long>(),
            WaitingSince = waitingSince,
        };

    /// <summary>All subscribers, the oldest first.</summary>
    public static async Task<WebhookList> ReadAsync(NotificationsDbContext db, DateTimeOffset asOf, CancellationToken cancellationToken)
    {
        var webhooks = await db.Webhooks.AsNoTracking()
            .OrderBy(webhook => webhook.CreatedAt).ThenBy(webhook => webhook.WebhookId).ToListAsync(cancellationToken);
        var counts = (await db.WebhookDeliveries.AsNoTracking()
                .GroupBy(delivery => new { delivery.WebhookId, delivery.Status })
                .Select(group => new { group.Key.WebhookId, group.Key.Status, Count = group.LongCount() })
                .ToListAsync(cancellationToken))
            .ToLookup(count => count.WebhookId);
        var waiting = await Waiting(db)
            .GroupBy(delivery => delivery.WebhookId)
            .Select(group => new { WebhookId = group.Key, Since = group.Min(delivery => delivery.WaitingSince) })
            .ToDictionaryAsync(group => group.WebhookId, group => (DateTimeOffset?)group.Since, cancellationToken);
        return new WebhookList
        {
            Items =
            [
                .. webhooks.Select(webhook => webhook.ToView(
                    asOf,
                    counts[webhook.WebhookId].ToDictionary(count => count.Status, count => count.Count),
                    waiting.GetValueOrDefault(webhook.WebhookId))),
            ],
        };
    }

    /// <summary>The deliveries that nobody has accepted yet.</summary>
    public static IQueryable<WebhookDelivery> Waiting(NotificationsDbContext db) => db.WebhookDeliveries.AsNoTracking()
        .Where(delivery => delivery.Status == WebhookStatuses.Pending || delivery.Status == WebhookStatuses.Retrying);

    /// <summary>Deliveries, the newest first.</summary>
    /// <param name="db">The database.</param>
    /// <param name="query">Which ones.</param>
    /// <param name="after">What the page comes after.</param>
    /// <param name="take">How many at most.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public static async Task<List<WebhookDeliveryView>> FindAsync(
        NotificationsDbContext db, FindWebhookDeliveries query, InboxCursor? after, int take, CancellationToken cancellationToken)
    {
        var deliveries = db.WebhookDeliveries.AsNoTracking();
        if (query.WebhookId is { } webhookId)
            deliveries = deliveries.Where(delivery => delivery.WebhookId == webhookId);

        if (query.Status is { } status)
            deliveries = deliveries.Where(delivery => delivery.Status == status);

        if (after is var (at, deliveryId))
        {
            deliveries = deliveries.Where(delivery =>
                delivery.At < at || (delivery.At == at && delivery.DeliveryId > deliveryId));
        }

        return await deliveries
            .OrderByDescending(delivery => delivery.At).ThenBy(delivery => delivery.DeliveryId)
            .Take(take)
            .Select(delivery => new WebhookDeliveryView
            {
                DeliveryId = delivery.DeliveryId,
                WebhookId = delivery.WebhookId,
                Event = delivery.Event,
                SourceId = delivery.SourceId,
                ContractId = delivery.ContractId,
                Status = delivery.Status,
                Attempts = delivery.Attempts,
                CreatedAt = delivery.CreatedAt,
                At = delivery.At,
                NextAt = delivery.NextAt,
                Reason = delivery.LastError,
            })
            .ToListAsync(cancellationToken);
    }
}
