using Feedback.Saga.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Feedback.Saga.Commands;

/// <summary>Deletes idempotency records after a day, so that their table stays small.</summary>
internal sealed partial class IdempotencyRetention(
    IServiceScopeFactory scopes, TimeProvider clock, ILogger<IdempotencyRetention> logger) : BackgroundService
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
        await using var scope = scopes.CreateAsyncScope();
        var before = clock.GetUtcNow() - Retention;
        var old = scope.ServiceProvider.GetRequiredService<FeedbackDbContext>().IdempotencyRecords
            .Where(record => record.At < before)
            .OrderBy(record => record.At)
            .Take(BatchSize);
        var (deleted, batch) = (0, BatchSize);
        while (batch == BatchSize)
            deleted += batch = await old.ExecuteDeleteAsync(cancellationToken);

        if (deleted > 0)
            LogDeleted(deleted);
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

    [LoggerMessage(LogLevel.Information, "Deleted {Count} idempotency records")]
    private partial void LogDeleted(int count);

    [LoggerMessage(LogLevel.Warning, "Could not delete old idempotency records; trying again in an hour")]
    private partial void LogFailed(Exception exception);
}
