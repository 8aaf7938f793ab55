using Messaging.EntityFrameworkCore.Databases;
using Messaging.EntityFrameworkCore.Scheduling;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>The dispatcher's operations on outbox rows, each in its own transaction and DbContext.</summary>
internal sealed class OutboxRows<TDbContext>(
    IServiceScopeFactory scopes, TimeProvider clock, DatabaseClock<TDbContext> databaseClock, IOptionsMonitor<OutboxOptions> options)
    where TDbContext : DbContext
{
    private readonly OutboxOptions _options = options.Of<TDbContext>();

    /// <summary>
    /// Leases due rows, but none for a closed destination, and returns them in the order in which to send them. No row is due while the
    /// process's clock differs from the database's (R52).
    /// </summary>
    public async Task<IReadOnlyList<OutboxMessage>> ClaimAsync(
        Lease lease, IReadOnlyCollection<string> closed, CancellationToken cancellationToken)
    {
        if (await databaseClock.NowAsync(cancellationToken) is not { } now)
            return [];

        var claimed = await scopes.WriteAsync((TDbContext db) =>
        {
            var table = TableNames.Of<OutboxMessage>(db);
            return db.Set<OutboxMessage>()
                .FromSqlRaw(
                    DatabaseDialect.Of(db).ClaimStatement(table, closed.Count),
                    [
                        table.Store(nameof(OutboxMessage.NextAttemptAt), now.ToMicroseconds()),
                        table.Store(nameof(OutboxMessage.NextAttemptAt), lease.Until),
                        _options.BatchSize,
                        .. closed,
                    ])
                .AsNoTracking()
                .ToListAsync(cancellationToken);
        }, cancellationToken);
        return [.. claimed.OrderBy(row => row.DueAt).ThenBy(row => row.EnqueuedAt).ThenBy(row => row.Position)];
    }

    /// <summary>Adds rows that any dispatcher may claim immediately.</summary>
    public Task AddAsync(IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken) =>
        scopes.WriteAsync((TDbContext db) =>
        {
            foreach (var message in messages)
                message.NextAttemptAt = clock.GetUtcNow().ToMicroseconds();

            db.AddRange(messages);
            return Task.FromResult(messages);
        }, cancellationToken);

    /// <summary>
    /// Postpones a row after the transport has rejected its message. Parks the row instead if that was the last attempt.
    /// </summary>
    /// <returns>True if the row was parked.</returns>
    public async Task<bool> PutOffAsync(OutboxMessage row, Lease lease, string reason, CancellationToken cancellationToken)
    {
        var attempts = row.Attempts + 1;
        var isParked = attempts >= _options.MaxAttempts;
        var now = clock.GetUtcNow().ToMicroseconds();
        var wait = TimeSpan.FromTicks((long)Math.Min(_options.FirstRetry.Ticks * Math.Pow(2, attempts - 1), _options.MaxRetry.Ticks));
        await UpdateAsync(
            held => held.Where(message => message.Id == row.Id && message.NextAttemptAt == lease.Until),
            update => update
                .SetProperty(message => message.Attempts, attempts)
                .SetProperty(message => message.LastError, reason)
                .SetProperty(message => message.NextAttemptAt, isParked ? null : now + wait)
                .SetProperty(message => message.ParkedAt, isParked ? now : null),
            cancellationToken);
        return isParked;
    }

    /// <summary>Sets a row aside for an operator, because its consumers have failed.</summary>
    public Task ParkAsync(Guid id, string reason, CancellationToken cancellationToken) =>
        UpdateAsync(
            sent => sent.Where(message => message.Id == id && message.ParkedAt == null),
            update => update
                .SetProperty(message => message.Attempts, _options.MaxAttempts)
                .SetProperty(message => message.LastError, reason)
                .SetProperty(message => message.NextAttemptAt, (DateTimeOffset?)null)
                .SetProperty(message => message.ParkedAt, clock.GetUtcNow().ToMicroseconds()),
            cancellationToken);

    /// <summary>
    /// Gives back rows that were not sent, before the lease is over, without counting an attempt. They are due at once, in their former
    /// order, or after <paramref name="wait"/>.
    /// </summary>
    public Task GiveBackAsync(IReadOnlyList<OutboxMessage> unsent, Lease lease, TimeSpan? wait, CancellationToken cancellationToken)
    {
        var ids = unsent.Select(message => message.Id).ToList();
        var next = clock.GetUtcNow().ToMicroseconds() + wait;
        return UpdateAsync(
            rows => rows.Where(row => ids.Contains(row.Id) && row.NextAttemptAt == lease.Until),
            update => update.SetProperty(message => message.NextAttemptAt, message => next ?? message.DueAt),
            cancellationToken);
    }

    /// <summary>Ends all leases. Only for a database that a single process uses: after a crash its own leases would delay it.</summary>
    public Task ReleaseLeasesAsync(CancellationToken cancellationToken) =>
        UpdateAsync(
            rows => rows.Where(row => row.ParkedAt == null && row.Attempts == 0 && row.NextAttemptAt > row.DueAt),
            update => update.SetProperty(message => message.NextAttemptAt, message => message.DueAt),
            cancellationToken);

    private Task<int> UpdateAsync(
        Func<IQueryable<OutboxMessage>, IQueryable<OutboxMessage>> select,
        Action<UpdateSettersBuilder<OutboxMessage>> update,
        CancellationToken cancellationToken) =>
        scopes.WriteAsync(
            (TDbContext db) => select(db.Set<OutboxMessage>()).ExecuteUpdateAsync(update, cancellationToken), cancellationToken);
}
