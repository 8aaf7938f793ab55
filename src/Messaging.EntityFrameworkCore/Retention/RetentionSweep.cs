using Messaging.EntityFrameworkCore.Databases;
using Messaging.EntityFrameworkCore.Outbox;
using Messaging.EntityFrameworkCore.Scheduling;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Messaging.EntityFrameworkCore.Retention;

/// <summary>
/// Deletes what is kept for a time only, in small batches, each in a transaction of its own: a process that dies loses one batch, which
/// the next sweep takes. Of several processes one sweeps a kind at a time. Nothing is deleted while the process's clock differs from the
/// database's (R52).
/// </summary>
public sealed partial class RetentionSweep<TDbContext>(
    IServiceScopeFactory scopes,
    IEnumerable<RetentionRule<TDbContext>> rules,
    DatabaseClock<TDbContext> clock,
    ILogger<RetentionSweep<TDbContext>> logger)
    where TDbContext : DbContext
{
    /// <summary>How many rows one transaction deletes.</summary>
    public const int BatchSize = 1000;

    /// <summary>The kinds of what is swept.</summary>
    public IReadOnlyList<string> Kinds => [.. rules.Select(rule => rule.Kind)];

    /// <summary>Sweeps once.</summary>
    /// <returns>How many rows of each kind were due.</returns>
    public async Task<IReadOnlyDictionary<string, long>> RunAsync(CancellationToken cancellationToken)
    {
        var swept = new Dictionary<string, long>();
        foreach (var rule in rules)
        {
            try
            {
                int batch;
                do
                {
                    batch = await SweepBatchAsync(rule, cancellationToken);
                    swept[rule.Kind] = swept.GetValueOrDefault(rule.Kind) + batch;
                    MessagingTelemetry.CountSwept<TDbContext>(rule.Kind, batch);
                }
                while (batch == BatchSize);
            }
            finally
            {
                if (swept.GetValueOrDefault(rule.Kind) is var rows and > 0)
                    LogSwept(typeof(TDbContext).Name, rows, rule.Kind, rule.Length);
            }
        }

        return swept;
    }

    private async Task<int> SweepBatchAsync(RetentionRule<TDbContext> rule, CancellationToken cancellationToken)
    {
        if (await clock.NowAsync(cancellationToken) is not { } now)
            return 0;

        var name = $"retention of {rule.Kind} by {typeof(TDbContext).Name}";
        return await scopes.WriteAsync(
            async (TDbContext db) => await DatabaseDialect.Of(db).TryLockAsync(db, name, cancellationToken)
                ? await rule.SweepBatchAsync(db, new RetentionBatch(now, now - rule.Length, BatchSize), cancellationToken)
                : 0,
            cancellationToken);
    }

    [LoggerMessage(LogLevel.Information, "{Context}: {Rows} {Kind} were older than {Length} and are gone")]
    private partial void LogSwept(string context, long rows, string kind, TimeSpan length);
}
