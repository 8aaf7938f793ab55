using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>Figures about one outbox, for operators.</summary>
/// <param name="Waiting">The number of due messages that have not been sent, due timers included.</param>
/// <param name="OldestAt">When the oldest of the waiting messages was due, in UTC; null if none is waiting.</param>
/// <param name="Timers">The number of timers that are not due yet.</param>
/// <param name="OverdueTimers">The number of timers among the waiting messages.</param>
/// <param name="Parked">The number of rows that were set aside after repeated failures.</param>
public sealed record OutboxFigures(long Waiting, DateTimeOffset? OldestAt, long Timers, long OverdueTimers, long Parked);

/// <summary>
/// Reads figures about the outbox of <typeparamref name="TDbContext"/>. It counts by the index of the claims. An instant that a row
/// waits for after a lease or a failure is never further away than the longest of these waits, so that what lies beyond is a timer.
/// </summary>
public sealed class OutboxMonitor<TDbContext>(IServiceScopeFactory scopes, TimeProvider clock, IOptionsMonitor<OutboxOptions> options)
    where TDbContext : DbContext
{
    /// <summary>Counts the rows as they are at <paramref name="asOf"/> (UTC).</summary>
    public async Task<OutboxFigures> ReadAsync(DateTimeOffset asOf, CancellationToken cancellationToken)
    {
        var settings = options.Of<TDbContext>();
        var now = clock.GetUtcNow();
        var beyond = (asOf > now ? asOf : now) + (settings.MaxRetry > settings.Lease ? settings.MaxRetry : settings.Lease);

        await using var scope = scopes.CreateAsyncScope();
        var rows = scope.ServiceProvider.GetRequiredService<TDbContext>().Set<OutboxMessage>().AsNoTracking();
        var near = rows.Where(row => row.NextAttemptAt <= beyond);
        var due = near.Where(row => row.DueAt <= asOf);

        return new OutboxFigures(
            await due.LongCountAsync(cancellationToken),
            await due.MinAsync(row => (DateTimeOffset?)row.DueAt, cancellationToken),
            await near.LongCountAsync(row => row.NextAttemptAt > asOf && row.DueAt > asOf, cancellationToken)
            + await rows.LongCountAsync(row => row.NextAttemptAt > beyond, cancellationToken),
            await due.LongCountAsync(row => row.IsTimer, cancellationToken),
            await rows.LongCountAsync(row => row.NextAttemptAt == null, cancellationToken));
    }
}
