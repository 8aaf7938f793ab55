using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>Tells what is in the outbox of <typeparamref name="TDbContext"/>.</summary>
public interface IOutboxMonitor<TDbContext>
    where TDbContext : DbContext
{
    /// <summary>Counts the rows as they stand at <paramref name="asOf"/> (UTC).</summary>
    Task<OutboxFigures> ReadAsync(DateTimeOffset asOf, CancellationToken cancellationToken);
}
