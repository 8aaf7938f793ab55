using MassTransit;
using Messaging.EntityFrameworkCore.Outbox;
using Messaging.EntityFrameworkCore.Scheduling;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Notifications.Deliveries;
using Notifications.Email;
using Notifications.Notices;
using Notifications.Persistence;
using Notifications.Preferences;
using Notifications.Profiles;
using Notifications.Retention;
using Notifications.Webhooks;

namespace Notifications.Reconciliation;

/// <summary>
/// Compares deliveries with the attempts at them, and the ledger with the in-app messages: a queue that was purged, or a timer that was
/// deleted, leaves no email and no subscriber of webhooks waiting. It begins an attempt with the command that got lost, which names the
/// attempt: where it is under way after all, the command does nothing, so no email leaves twice.
/// </summary>
public sealed partial class NoticeReconciliation
{
    internal const int BatchSize = 500;

    /// <summary>A digest waits for an hour of the next day, in whatever zone.</summary>
    private static readonly TimeSpan _longestDigest = TimeSpan.FromHours(50);

    /// <summary>For longer than an outage is waited out.</summary>
    private static readonly TimeSpan _longestOutage = TimeSpan.FromHours(3);

    private readonly IServiceScopeFactory _scopes;
    private readonly DatabaseClock<NotificationsDbContext> _clock;
    private readonly IOptions<EmailOptions> _email;
    private readonly IOptions<ReconciliationOptions> _options;
    private readonly IOptions<RetentionOptions> _retention;
    private readonly ILogger<NoticeReconciliation> _logger;

    internal NoticeReconciliation(
        IServiceScopeFactory scopes, DatabaseClock<NotificationsDbContext> clock, IOptions<EmailOptions> email,
        IOptions<ReconciliationOptions> options, IOptions<RetentionOptions> retention, ILogger<NoticeReconciliation> logger) =>
        (_scopes, _clock, _email, _options, _retention, _logger) = (scopes, clock, email, options, retention, logger);

    /// <summary>Sweeps once.</summary>
    /// <param name="everything">
    /// Whether the ledger is compared with the in-app messages, too: that takes as long as there are rows.
    /// </param>
    /// <param name="dryRun">Whether it only tells what it finds.</param>
    /// <param name="cancellationToken">Ends the sweep.</param>
    /// <returns>What it has found and how often: the names are those of <see cref="NoticeFindings"/>.</returns>
    /// <exception cref="ClockDiffersException">The process's clock differs from the database's, so nothing is late by it (R52).</exception>
    public async Task<IReadOnlyDictionary<string, long>> RunAsync(bool everything, bool dryRun, CancellationToken cancellationToken)
    {
        await _clock.ThrowIfDiffersAsync(cancellationToken);
        var findings = new Dictionary<string, long>();
        if (await _clock.NowAsync(cancellationToken) is not { } now)
            return findings;

        await SweepEmailsAsync(findings, now - _options.Value.Grace, dryRun, cancellationToken);
        await SweepWebhooksAsync(findings, now - _options.Value.Grace, dryRun, cancellationToken);
        if (everything)
            await SweepLedgerAsync(findings, now, cancellationToken);

        LogSwept(findings.Values.Sum(), dryRun);
        return findings;
    }

    private async Task SweepEmailsAsync(
        Dictionary<string, long> findings, DateTimeOffset before, bool dryRun, CancellationToken cancellationToken)
    {
        (DateTimeOffset At, Guid Id)? last = null;
        while (true)
        {
            await using var scope = _scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<NotificationsDbContext>();
            var open = Open(db)
                .Where(delivery => delivery.At <= before && delivery.DigestId == null && delivery.Channel == DeliveryChannels.Email);
            if (last is var (at, id))
                open = open.Where(delivery => delivery.At > at || (delivery.At == at && delivery.DeliveryId > id));

            var batch = await open.OrderBy(delivery => delivery.At).ThenBy(delivery => delivery.DeliveryId)
                .Take(BatchSize).ToListAsync(cancellationToken);
            foreach (var delivery in batch.Where(delivery => IsForgotten(delivery, before)))
            {
                Count(findings, NoticeFindings.EmailWithoutAttempt, delivery.DeliveryId);
                if (dryRun)
                    continue;

                var queue = await scope.ServiceProvider.GetRequiredService<ISendEndpointProvider>().GetSendEndpoint(SendEmail.Queue);
                await queue.Send(
                    new SendEmail { DeliveryId = delivery.DeliveryId, Attempt = delivery.Attempts + 1 }, cancellationToken);
            }

            // Where the bus sends through the outbox, what was sent is rows by now.
            await db.SaveChangesAsync(cancellationToken);
            if (batch.Count < BatchSize)
                return;

            last = (batch[^1].At, batch[^1].DeliveryId);
        }
    }

    /// <summary>
    /// The next attempt names the subscriber, too, so one that is disabled or removed has the delivery cancelled. A put-off is no loss:
    /// what finds no slot has the instant at which it comes again as its next.
    /// </summary>
    private async Task SweepWebhooksAsync(
        Dictionary<string, long> findings, DateTimeOffset before, bool dryRun, CancellationToken cancellationToken)
    {
        var leasedBefore = before - _longestOutage;
        Guid? last = null;
        while (true)
        {
            await using var scope = _scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<NotificationsDbContext>();
            var batch = await WebhookQueries.Waiting(db)
                .Where(delivery => delivery.SendingUntil == null ? delivery.NextAt <= before : delivery.SendingUntil <= leasedBefore)
                .Where(delivery => last == null || delivery.DeliveryId > last)
                .OrderBy(delivery => delivery.DeliveryId)
                .Take(BatchSize).ToListAsync(cancellationToken);
            foreach (var delivery in batch)
            {
                Count(findings, NoticeFindings.WebhookWithoutAttempt, delivery.DeliveryId);
                if (dryRun)
                    continue;

                var queue = await scope.ServiceProvider.GetRequiredService<ISendEndpointProvider>().GetSendEndpoint(SendWebhook.Queue);
                await queue.Send(SendWebhook.Next(delivery), cancellationToken);
            }

            await db.SaveChangesAsync(cancellationToken);
            if (batch.Count < BatchSize)
                return;

            last = batch[^1].DeliveryId;
        }
    }

    private static IQueryable<Delivery> Open(NotificationsDbContext db) => db.Deliveries.AsNoTracking()
        .Where(delivery => delivery.Status == DeliveryStatuses.Pending
            || delivery.Status == DeliveryStatuses.Retrying
            || delivery.Status == DeliveryStatuses.Unknown);

    /// <summary>Whether its next attempt should have begun by then.</summary>
    private bool IsForgotten(Delivery delivery, DateTimeOffset before)
    {
        if (delivery.Facts is null)
            return false;

        // A reminder may wait for the morning (R56), and a digest with it.
        var night = Notice.IsForTheDay(delivery.Notice) || delivery.Notice == EmailDigests.Kind ? QuietHours.LongestNight : TimeSpan.Zero;

        // The message of an attempt stays with the broker until the result is recorded, however long the database is away meanwhile.
        if (delivery.SendingUntil is { } lease)
            return lease + _longestOutage + night <= before;

        if (delivery.Notice == EmailDigests.Kind && delivery.Attempts == 0)
            return delivery.CreatedAt + _longestDigest + night <= before;

        if (delivery.AttemptsSinceRelease == 0)
            return delivery.At + night <= before;

        // One that was given up as unknown long ago looks as if it waited, once the operator allows more attempts.
        return _email.Value.DelayAfter(delivery.AttemptsSinceRelease) is { } delay
            && delivery.At + delay + night <= before
            && (delivery.Status != DeliveryStatuses.Unknown || delivery.At + delay + night + _longestOutage > before);
    }

    /// <summary>An in-app message and its delivery have the same id. One may be kept for longer than the other.</summary>
    private async Task SweepLedgerAsync(Dictionary<string, long> findings, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var before = now - _options.Value.Grace;
        TimeSpan[] lengths = [_retention.Value.Deliveries, _retention.Value.InAppMessages];
        var after = now - lengths.Min();
        await ForEachBatchAsync(
            (db, last) => db.InAppMessages.AsNoTracking()
                .Where(message => last == null || message.MessageId > last)
                .OrderBy(message => message.MessageId)
                .Select(message => new LedgerRow
                {
                    Id = message.MessageId,
                    IsAlone = message.CreatedAt > after && message.CreatedAt <= before
                        && !db.Deliveries.Any(delivery => delivery.DeliveryId == message.MessageId),
                }),
            NoticeFindings.MessageWithoutDelivery);
        await ForEachBatchAsync(
            (db, last) => db.Deliveries.AsNoTracking()
                .Where(delivery => last == null || delivery.DeliveryId > last)
                .OrderBy(delivery => delivery.DeliveryId)
                .Select(delivery => new LedgerRow
                {
                    Id = delivery.DeliveryId,
                    IsAlone = delivery.CreatedAt > after && delivery.CreatedAt <= before
                        && delivery.Channel == DeliveryChannels.InApp && delivery.Status == DeliveryStatuses.Delivered
                        && !db.InAppMessages.Any(message => message.MessageId == delivery.DeliveryId),
                }),
            NoticeFindings.DeliveryWithoutMessage);

        async Task ForEachBatchAsync(Func<NotificationsDbContext, Guid?, IQueryable<LedgerRow>> query, string kind)
        {
            Guid? last = null;
            while (true)
            {
                await using var scope = _scopes.CreateAsyncScope();
                var db = scope.ServiceProvider.GetRequiredService<NotificationsDbContext>();
                var batch = await query(db, last).Take(BatchSize).ToListAsync(cancellationToken);
                foreach (var row in batch.Where(row => row.IsAlone))
                    Count(findings, kind, row.Id);

                if (batch.Count < BatchSize)
                    return;

                last = batch[^1].Id;
            }
        }
    }

    private void Count(Dictionary<string, long> findings, string kind, Guid id)
    {
        findings[kind] = findings.GetValueOrDefault(kind) + 1;
        MessagingTelemetry.CountFinding<NotificationsDbContext>(kind);
        LogFound(kind, id);
    }

    [LoggerMessage(LogLevel.Warning, "Reconciliation found {Finding}: {Id}")]
    private partial void LogFound(string finding, Guid id);

    [LoggerMessage(LogLevel.Information, "Reconciliation of notices ended with {Findings} findings; dry run: {IsDry}")]
    private partial void LogSwept(long findings, bool isDry);

    private sealed record LedgerRow
    {
        public required Guid Id { get; init; }

        public required bool IsAlone { get; init; }
    }
}
