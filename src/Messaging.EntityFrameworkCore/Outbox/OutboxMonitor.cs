using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>Reads figures about the outbox of <typeparamref name="TDbContext"/>.</summary>
public interface IOutboxMonitor<TDbContext>
    where TDbContext : DbContext
{
    /// <summary>Counts the rows as they are at <paramref name="asOf"/> (UTC).</summary>
    Task<OutboxFigures> ReadAsync(DateTimeOffset asOf, CancellationToken cancellationToken);
}

/// <summary>Figures about one outbox, for operators.</summary>
/// <param name="Waiting">The number of due messages that have not been sent, due timers included.</param>
/// <param name="OldestAt">When the oldest of the waiting messages was due, in UTC; null if none is waiting.</param>
/// <param name="Timers">The number of timers that are not due yet.</param>
/// <param name="OverdueTimers">The number of timers among the waiting messages.</param>
/// <param name="Parked">The number of rows that were set aside after repeated failures.</param>
public sealed record OutboxFigures(long Waiting, DateTimeOffset? OldestAt, long Timers, long OverdueTimers, long Parked);

/// <inheritdoc />
internal sealed class OutboxMonitor<TDbContext>(IServiceScopeFactory scopes) : IOutboxMonitor<TDbContext>
    where TDbContext : DbContext
{
    public async Task<OutboxFigures> ReadAsync(DateTimeOffset asOf, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var rows = scope.ServiceProvider.GetRequiredService<TDbContext>().Set<OutboxMessage>().AsNoTracking();
        var due = rows.Where(row => row.ParkedAt == null && row.DueAt <= asOf);

        return new OutboxFigures(
            await due.LongCountAsync(cancellationToken),
            await due.MinAsync(row => (DateTimeOffset?)row.DueAt, cancellationToken),
            await rows.LongCountAsync(row => row.ParkedAt == null && row.DueAt > asOf, cancellationToken),
            await due.LongCountAsync(row => row.IsTimer, cancellationToken),
            await rows.LongCountAsync(row => row.ParkedAt != null, cancellationToken));
    }
}
