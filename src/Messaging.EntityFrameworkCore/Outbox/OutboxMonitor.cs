using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EntityFrameworkCore.Outbox;

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
