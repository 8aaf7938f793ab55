using System.Globalization;
using Feedback.Saga.Commands;
using Feedback.Saga.Persistence;
using Messaging.EntityFrameworkCore.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Shared;

namespace Feedback.Saga.Reconciliation;

/// <summary>
/// Sweeps once each interval, whichever process comes first: it stores an idempotency record for the interval, which tells the others, and
/// the next sweep from when on to ask for notices.
/// </summary>
internal sealed partial class ReconciliationService(
    IServiceScopeFactory scopes,
    FeedbackReconciliation reconciliation,
    IOptions<ReconciliationOptions> options,
    TimeProvider clock,
    ILogger<ReconciliationService> logger) : PeriodicService(options.Value.Interval, clock)
{
    /// <summary>How far back the first sweep of all looks.</summary>
    private static readonly TimeSpan _firstLook = TimeSpan.FromDays(1);

    /// <summary>Sweeps if no process has done so in this interval.</summary>
    /// <returns>Whether it has swept.</returns>
    public async Task<bool> SweepAsync(CancellationToken cancellationToken)
    {
        var interval = options.Value.Interval.Ticks;
        var slot = new DateTimeOffset(Clock.GetUtcNow().Ticks / interval * interval, TimeSpan.Zero);
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<FeedbackDbContext>();
        var before = await db.IdempotencyRecords.AsNoTracking()
            .Where(record => record.ContractId == "" && record.CallerId == "" && record.Kind == CommandKinds.Sweep)
            .MaxAsync(record => (DateTimeOffset?)record.At, cancellationToken);
        if (before >= slot)
            return false;

        var record = SweepRecord(slot);
        db.Add(record);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (Exception exception) when (DatabaseFailures.IsConflict(exception))
        {
            return false;
        }

        try
        {
            // The process of the last sweep may have died in the midst of it.
            var since = (before - options.Value.Interval ?? slot - _firstLook) - options.Value.Grace;
            await reconciliation.RunAsync(since, everything: false, dryRun: false, cancellationToken);
            return true;
        }
        catch
        {
            // Another sweep of this interval may succeed.
            db.Remove(record);
            await db.SaveChangesAsync(CancellationToken.None);
            throw;
        }
    }

    protected override Task WorkAsync(CancellationToken stoppingToken) => SweepAsync(stoppingToken);

    private static IdempotencyRecord SweepRecord(DateTimeOffset slot) => new()
    {
        ContractId = "",
        CallerId = "",
        Kind = CommandKinds.Sweep,
        Key = slot.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture),
        BodyHash = "",
        ResponseType = "",
        Response = "",
        At = slot,
    };

    [LoggerMessage(LogLevel.Warning, "The reconciliation of requests failed; trying again after the interval")]
    protected override partial void LogFailed(Exception failure);
}

/// <summary>
/// How often state, timers and notices are compared, by one process however many there are, section <c>Feedback:Reconciliation</c>.
/// </summary>
internal sealed class ReconciliationOptions : SweepOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Feedback:Reconciliation";
}
