using Feedback.Saga.Persistence;
using Messaging.EntityFrameworkCore.Scheduling;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Feedback.Saga.Commands;

/// <summary>
/// Deletes what commands leave for their own repetition, idempotency records and refusals, after a day: their tables stay small, and
/// whoever is refused again and again fills no disk.
/// </summary>
internal sealed partial class CommandRetention(
    IServiceScopeFactory scopes, TimeProvider clock, DatabaseClock<FeedbackDbContext> databaseClock, ILogger<CommandRetention> logger)
    : BackgroundService
{
    public static readonly TimeSpan Retention = TimeSpan.FromHours(24);
    public const int BatchSize = 1000;
    private static readonly TimeSpan _interval = TimeSpan.FromHours(1);

    /// <summary>
    /// Deletes the records that are more than a day old, in batches. SQL Server locks the whole table for a statement that deletes more
    /// than about 5000 rows, and on SQLite commands wait for it.
    /// </summary>
    public async Task DeleteOldAsync(CancellationToken cancellationToken)
    {
        if (await databaseClock.NowAsync(cancellationToken) is not { } now)
            return;

        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<FeedbackDbContext>();
        var before = now - Retention;
        var records = await DeleteAsync(
            db.IdempotencyRecords.Where(record => record.At < before).OrderBy(record => record.At), cancellationToken);

        // Their ids begin with the instant: on most databases the oldest come first without a search.
        var refusals = await DeleteAsync(
            db.Refusals.Where(refusal => refusal.At < before).OrderBy(refusal => refusal.CommandId), cancellationToken);
        if (records + refusals > 0)
            LogDeleted(records, refusals);
    }

    private static async Task<int> DeleteAsync<TRow>(IQueryable<TRow> old, CancellationToken cancellationToken)
    {
        var (deleted, batch) = (0, BatchSize);
        while (batch == BatchSize)
            deleted += batch = await old.Take(BatchSize).ExecuteDeleteAsync(cancellationToken);

        return deleted;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await DeleteOldAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                LogFailed(exception);
            }
        }
    }

    [LoggerMessage(LogLevel.Information, "Deleted {Records} idempotency records and {Refusals} refusals")]
    private partial void LogDeleted(int records, int refusals);

    [LoggerMessage(LogLevel.Warning, "Could not delete old idempotency records and refusals; trying again in an hour")]
    private partial void LogFailed(Exception exception);
}
