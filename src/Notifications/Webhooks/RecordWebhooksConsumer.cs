using System.Globalization;
using MassTransit;
using Messaging.EntityFrameworkCore.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Notifications.Notices;
using Notifications.Persistence;
using Notifications.Retention;
using Shared;

namespace Notifications.Webhooks;

/// <summary>
/// Records each event once for each subscriber that wants it, with the command of its first attempt, in one transaction (R68). An event
/// that was decided before a subscriber was enabled is not for it. One of longer ago than deliveries are kept may have been sent before,
/// and is dropped. When it happened says neither: a contract may have ended long before anybody was told.
/// </summary>
internal sealed partial class RecordWebhooksConsumer(
    NotificationsDbContext db, IOptions<RetentionOptions> retention, TimeProvider clock, ILogger<RecordWebhooksConsumer> logger)
    : IConsumer<FeedbackRequested>, IConsumer<FeedbackProvided>, IConsumer<FeedbackRequestExpired>, IConsumer<FeedbackRequestClosed>,
        IConsumer<FeedbackRequestDeclined>, IConsumer<FeedbackVisibilityChanged>
{
    public Task Consume(ConsumeContext<FeedbackRequested> context) => RecordAsync(context, WebhookEvent.Of(context.Message));

    public Task Consume(ConsumeContext<FeedbackProvided> context) => RecordAsync(context, WebhookEvent.Of(context.Message));

    public Task Consume(ConsumeContext<FeedbackRequestExpired> context) => RecordAsync(context, WebhookEvent.Of(context.Message));

    public Task Consume(ConsumeContext<FeedbackRequestClosed> context) => RecordAsync(context, WebhookEvent.Of(context.Message));

    public Task Consume(ConsumeContext<FeedbackRequestDeclined> context) => RecordAsync(context, WebhookEvent.Of(context.Message));

    public async Task Consume(ConsumeContext<FeedbackVisibilityChanged> context)
    {
        await FeedbackStanding.TakeOverAsync(db, context.Message, context.CancellationToken);
        await RecordAsync(context, WebhookEvent.Of(context.Message));
    }

    private async Task RecordAsync(ConsumeContext context, WebhookEvent told)
    {
        var now = clock.GetUtcNow().ToMicroseconds();
        var decidedAt = DecidedAt(context, told);
        var enabled = await db.ReadUnlockedAsync(
            () => db.Webhooks.AsNoTracking()
                .Where(webhook => webhook.State == WebhookStates.Enabled && webhook.EnabledAt <= decidedAt)
                .ToListAsync(context.CancellationToken),
            context.CancellationToken);
        var webhooks = enabled.Where(webhook => webhook.Wants(told.Type)).ToList();
        if (webhooks.Count == 0)
            return;

        if (decidedAt < now - retention.Value.Webhooks)
        {
            LogTooOld(told.Type, told.SourceId);
            return;
        }

        told = told.Without(await db.FindErasedAsync(context.CancellationToken, told.ClientId, told.FreelancerId));
        var deliveries = webhooks.Select(webhook => WebhookDelivery.New(webhook, told, now)).ToList();
        var ids = deliveries.Select(delivery => delivery.DeliveryId).ToList();
        var recorded = await db.ReadUnlockedAsync(
            () => db.WebhookDeliveries
                .Where(delivery => ids.Contains(delivery.DeliveryId))
                .Select(delivery => delivery.DeliveryId)
                .ToListAsync(context.CancellationToken),
            context.CancellationToken);
        foreach (var delivery in deliveries.ExceptBy(recorded, delivery => delivery.DeliveryId))
        {
            db.Add(delivery);
            await context.Send(SendWebhook.Queue, SendWebhook.Next(delivery));
            LogRecorded(delivery.DeliveryId, told.Type, told.SourceId, delivery.WebhookId);
        }
    }

    /// <summary>Where no header says so, or not in ISO 8601, it was decided when it happened.</summary>
    private static DateTimeOffset DecidedAt(ConsumeContext context, WebhookEvent told) =>
        DateTimeOffset.TryParse(
            context.Headers.Get<string>(Decided.Header), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var decidedAt)
            ? decidedAt.ToUniversalTime().ToMicroseconds()
            : told.OccurredAt;

    [LoggerMessage(LogLevel.Debug, "Webhook delivery {DeliveryId}: {Event} of {SourceId} for subscriber {WebhookId}")]
    private partial void LogRecorded(Guid deliveryId, string @event, Guid sourceId, Guid webhookId);

    [LoggerMessage(
        LogLevel.Warning,
        "Event {Event} of {SourceId} is not told to subscribers: it is of so long ago that its deliveries would have been deleted")]
    private partial void LogTooOld(string @event, Guid sourceId);
}

internal sealed class RecordWebhooksConsumerDefinition()
    : TransactionalConsumerDefinition<RecordWebhooksConsumer>(Queues.WebhookEvents);
