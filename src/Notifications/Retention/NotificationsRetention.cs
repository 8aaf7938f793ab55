using Messaging.EntityFrameworkCore.Retention;
using Microsoft.EntityFrameworkCore;
using Notifications.Persistence;

namespace Notifications.Retention;

/// <summary>
/// What Notifications keeps for a time only. An email and a webhook that are still to be sent stay, however old they are;
/// profiles, preferences and subscribers stay.
/// </summary>
internal static class NotificationsRetention
{
    public static IEnumerable<RetentionRule<NotificationsDbContext>> Rules(RetentionOptions options) =>
    [
        new("deliveries", options.Deliveries, (db, batch, cancellationToken) => db.Deliveries
            .Where(delivery => delivery.CreatedAt < batch.Before && delivery.At < batch.Before
                && delivery.Status != DeliveryStatuses.Pending && delivery.Status != DeliveryStatuses.Retrying)
            .OrderBy(delivery => delivery.CreatedAt).Take(batch.Size)
            .ExecuteDeleteAsync(cancellationToken)),

        new("in-app-messages", options.InAppMessages, (db, batch, cancellationToken) => db.InAppMessages
            .Where(message => message.CreatedAt < batch.Before)
            .OrderBy(message => message.CreatedAt).Take(batch.Size)
            .ExecuteDeleteAsync(cancellationToken)),

        new("failed-texts", options.FailedTexts, (db, batch, cancellationToken) => db.Deliveries
            .Where(delivery => delivery.Status == DeliveryStatuses.Failed || delivery.Status == DeliveryStatuses.Unknown)
            .Where(delivery => delivery.At < batch.Before && delivery.SendingUntil == null && delivery.Facts != null)
            .OrderBy(delivery => delivery.At).Take(batch.Size)
            .ExecuteUpdateAsync(cleared => cleared.SetProperty(delivery => delivery.Facts, (string?)null), cancellationToken)),

        new("webhook-deliveries", options.Webhooks, (db, batch, cancellationToken) => db.WebhookDeliveries
            .Where(delivery => delivery.At < batch.Before
                && delivery.Status != WebhookStatuses.Pending && delivery.Status != WebhookStatuses.Retrying)
            .OrderBy(delivery => delivery.At).Take(batch.Size)
            .ExecuteDeleteAsync(cancellationToken)),

        // A secret that counts no more, whatever is kept besides.
        new("webhook-secrets", options.Webhooks, (db, batch, cancellationToken) => db.Webhooks
            .Where(webhook => webhook.PreviousSecretUntil < batch.Now)
            .ExecuteUpdateAsync(
                cleared => cleared.SetProperty(webhook => webhook.PreviousSecret, (string?)null)
                    .SetProperty(webhook => webhook.PreviousSecretUntil, (DateTimeOffset?)null),
                cancellationToken)),

        new("withheld-texts", options.FailedTexts, (db, batch, cancellationToken) => db.Deliveries
            .Where(delivery => delivery.At < batch.Before && delivery.WithheldFacts != null)
            .OrderBy(delivery => delivery.At).Take(batch.Size)
            .ExecuteUpdateAsync(cleared => cleared.SetProperty(delivery => delivery.WithheldFacts, (string?)null), cancellationToken)),

        // What is left of notices about the feedback is judged, and shown, by it; so is what subscribers of webhooks are told.
        new("feedback-standings", options.Deliveries, (db, batch, cancellationToken) => db.FeedbackStandings
            .Where(standing => standing.ChangedAt < batch.Before
                && !db.InAppMessages.Any(message => message.SourceId == standing.FeedbackId)
                && !db.Deliveries.Any(delivery => delivery.SourceId == standing.FeedbackId)
                && !db.Deliveries.Any(delivery => delivery.FeedbackId == standing.FeedbackId)
                && !db.WebhookDeliveries.Any(delivery => delivery.SourceId == standing.FeedbackId))
            .OrderBy(standing => standing.ChangedAt).Take(batch.Size)
            .ExecuteDeleteAsync(cancellationToken)),
    ];
}
