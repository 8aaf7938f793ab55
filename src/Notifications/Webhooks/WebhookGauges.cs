using System.Diagnostics.Metrics;
using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Notifications.Persistence;
using Shared;

namespace Notifications.Webhooks;

/// <summary>
/// Shows how many deliveries are dead letters, and how long the oldest waits that nobody has accepted, as they were at most a collection
/// and thirty seconds ago (R70).
/// </summary>
internal sealed partial class WebhookGauges : IHostedService, IDisposable
{
    private readonly Meter _meter = new(NotificationsTelemetry.Name);
    private readonly IServiceScopeFactory _scopes;
    private readonly TimeProvider _clock;
    private readonly ILogger<WebhookGauges> _logger;
    private readonly SampledFigures<WebhookFigures> _figures;

    public WebhookGauges(IServiceScopeFactory scopes, TimeProvider clock, ILogger<WebhookGauges> logger)
    {
        (_scopes, _clock, _logger) = (scopes, clock, logger);
        _figures = new SampledFigures<WebhookFigures>(ReadAsync, TimeSpan.FromSeconds(30), clock, failure => LogNotRead(failure));
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        Add("notifications.webhook.failed", "{delivery}", "Deliveries to subscribers that are given up", figures => figures.Failed);
        Add("notifications.webhook.waiting", "{delivery}", "Deliveries to subscribers that are not accepted yet", figures =>
            figures.Waiting);
        Add("notifications.webhook.age", "s", "How long the oldest of them has waited", figures => figures.Age.TotalSeconds);
        NotificationsTelemetry.BeginWebhooksAtZero();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _meter.Dispose();

    private void Add(string name, string unit, string description, Func<WebhookFigures, double> value) =>
        _meter.CreateObservableGauge(
            name,
            () => _figures.Look() is { } figures ? [new Measurement<double>(value(figures))] : Array.Empty<Measurement<double>>(),
            unit,
            description);

    private async Task<WebhookFigures> ReadAsync()
    {
        await using var scope = _scopes.CreateAsyncScope();
        return await WebhookFigures.ReadAsync(
            scope.ServiceProvider.GetRequiredService<NotificationsDbContext>(), _clock.GetUtcNow(), CancellationToken.None);
    }

    [LoggerMessage(LogLevel.Debug, "The figures of webhooks can't be read")]
    private partial void LogNotRead(Exception failure);
}

/// <summary>Deliveries to subscribers in figures.</summary>
internal sealed record WebhookFigures(long Failed, long Waiting, TimeSpan Age)
{
    public static async Task<WebhookFigures> ReadAsync(NotificationsDbContext db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var failed = await db.WebhookDeliveries.LongCountAsync(delivery => delivery.Status == WebhookStatuses.Failed, cancellationToken);
        var waiting = await WebhookQueries.Waiting(db)
            .GroupBy(_ => 1)
            .Select(group => new { Count = group.LongCount(), Since = group.Min(delivery => delivery.WaitingSince) })
            .SingleOrDefaultAsync(cancellationToken);
        return new(failed, waiting?.Count ?? 0, waiting is null ? TimeSpan.Zero : now - waiting.Since);
    }
}

/// <summary>Counts what becomes of each delivery to a subscriber when it is committed.</summary>
internal sealed class WebhookCounter : ICommitObserver<NotificationsDbContext>
{
    public bool IsListening => NotificationsTelemetry.Webhooks.Enabled;

    public Action? Observe(NotificationsDbContext db)
    {
        var changed = db.ChangeTracker.Entries<WebhookDelivery>()
            .Where(entry => entry.State == EntityState.Added
                || (entry.State == EntityState.Modified && entry.Property(delivery => delivery.Status).IsModified))
            .Select(entry => entry.Entity)
            .ToList();
        return changed.Count == 0 ? null : () => changed.ForEach(Count);
    }

    private static void Count(WebhookDelivery delivery) =>
        NotificationsTelemetry.Webhooks.Add(1, NotificationsTelemetry.WebhookTags(delivery.Event, delivery.Status));
}
