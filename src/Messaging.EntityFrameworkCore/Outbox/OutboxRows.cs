using Messaging.EntityFrameworkCore.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>The dispatcher's operations on outbox rows, each in its own transaction and DbContext.</summary>
internal sealed class OutboxRows<TDbContext>(
    IServiceScopeFactory scopes, TimeProvider clock, IOptionsMonitor<OutboxOptions> options)
    where TDbContext : DbContext
{
    private readonly OutboxOptions _options = options.Of<TDbContext>();

    /// <summary>Leases due rows and returns them in the order in which their messages are to be sent.</summary>
    public async Task<IReadOnlyList<OutboxMessage>> ClaimAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TDbContext>();
        var now = clock.GetUtcNow().ToMicroseconds();
        var table = TableNames.Of<OutboxMessage>(db);

        await using var transaction = await db.BeginWriteAsync(cancellationToken);
        var claimed = await db.Set<OutboxMessage>()
            .FromSqlRaw(
                DatabaseDialect.Of(db).ClaimStatement(table),
                table.Store(nameof(OutboxMessage.NextAttemptAt), now),
                table.Store(nameof(OutboxMessage.NextAttemptAt), now + _options.Lease),
                _options.BatchSize)
            .AsNoTracking()
            .ToListAsync(cancellationToken);
        await transaction.SaveAndCommitAsync(cancellationToken);

        return [.. claimed.OrderBy(row => row.DueAt).ThenBy(row => row.EnqueuedAt).ThenBy(row => row.Position)];
    }

    /// <summary>Adds rows that any dispatcher may claim immediately.</summary>
    public async Task AddAsync(IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().ToMicroseconds();
        foreach (var message in messages)
            message.NextAttemptAt = now;

        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TDbContext>();
        await using var transaction = await db.BeginWriteAsync(cancellationToken);
        db.AddRange(messages);
        await transaction.SaveAndCommitAsync(cancellationToken);
    }

    /// <summary>
    /// Postpones a row after a failed attempt to send its message. Parks the row instead if that was the last attempt and
    /// <paramref name="mayPark"/> is true.
    /// </summary>
    /// <returns>True if the row was parked.</returns>
    public async Task<bool> PutOffAsync(OutboxMessage row, string reason, bool mayPark, CancellationToken cancellationToken)
    {
        var attempts = row.Attempts + 1;
        if (mayPark && attempts >= _options.MaxAttempts)
        {
            await UpdateAsync(row.Id, attempts, reason, nextAttemptAt: null, cancellationToken);
            return true;
        }

        var wait = TimeSpan.FromTicks((long)Math.Min(
            _options.FirstRetry.Ticks * Math.Pow(2, attempts - 1), _options.MaxRetry.Ticks));
        await UpdateAsync(row.Id, attempts, reason, clock.GetUtcNow().ToMicroseconds() + wait, cancellationToken);
        return false;
    }

    /// <summary>Sets a row aside for an operator.</summary>
    public Task ParkAsync(Guid rowId, string reason, CancellationToken cancellationToken) =>
        UpdateAsync(rowId, _options.MaxAttempts, reason, nextAttemptAt: null, cancellationToken);

    /// <summary>Ends all leases. Only for a database that a single process uses: after a crash its own leases would delay it.</summary>
    public async Task ReleaseLeasesAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TDbContext>();
        await using var transaction = await db.BeginWriteAsync(cancellationToken);
        await db.Set<OutboxMessage>()
            .Where(row => row.ParkedAt == null && row.Attempts == 0 && row.NextAttemptAt > row.DueAt)
            .ExecuteUpdateAsync(row => row.SetProperty(message => message.NextAttemptAt, message => message.DueAt), cancellationToken);
        await transaction.SaveAndCommitAsync(cancellationToken);
    }

    private async Task UpdateAsync(
        Guid rowId, int attempts, string reason, DateTimeOffset? nextAttemptAt, CancellationToken cancellationToken)
    {
        DateTimeOffset? parkedAt = nextAttemptAt is null ? clock.GetUtcNow().ToMicroseconds() : null;

        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TDbContext>();
        await using var transaction = await db.BeginWriteAsync(cancellationToken);
        await db.Set<OutboxMessage>().Where(row => row.Id == rowId).ExecuteUpdateAsync(
            row => row
                .SetProperty(message => message.Attempts, attempts)
                .SetProperty(message => message.LastError, reason)
                .SetProperty(message => message.NextAttemptAt, nextAttemptAt)
                .SetProperty(message => message.ParkedAt, parkedAt),
            cancellationToken);
        await transaction.SaveAndCommitAsync(cancellationToken);
    }
}
