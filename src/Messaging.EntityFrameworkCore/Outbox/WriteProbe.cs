using Messaging.EntityFrameworkCore.Databases;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>
/// Writes to the database and deletes it again in one transaction, which nobody else ever sees. A database that answers queries may still
/// be read-only or full.
/// </summary>
public sealed class WriteProbe<TDbContext>(IServiceScopeFactory scopes, TimeProvider clock)
    where TDbContext : DbContext
{
    private const string Nowhere = "probe:";

    /// <summary>Returns when the transaction is committed.</summary>
    /// <exception cref="Exception">What the database or its driver says against it.</exception>
    public Task RunAsync(CancellationToken cancellationToken) => scopes.WriteAsync(
        async (TDbContext db) =>
        {
            var now = clock.GetUtcNow().ToMicroseconds();
            var row = new OutboxMessage
            {
                Id = Guid.CreateVersion7(now),
                Position = 0,
                EnqueuedAt = now,
                DueAt = now,
                IsTimer = false,
                Destination = Nowhere,
                MessageType = Nowhere,
                ContentType = Nowhere,
                Body = [],
            };
            db.Add(row);
            await db.SaveChangesAsync(cancellationToken);
            db.ChangeTracker.Clear();
            return await db.Set<OutboxMessage>().Where(stored => stored.Id == row.Id).ExecuteDeleteAsync(cancellationToken);
        },
        cancellationToken);
}
