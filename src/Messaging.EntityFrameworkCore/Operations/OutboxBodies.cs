using Messaging.EntityFrameworkCore.Databases;
using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EntityFrameworkCore.Operations;

/// <summary>Goes through the messages of an outbox, timers and parked ones included.</summary>
public static class OutboxBodies
{
    private const int BatchSize = 500;

    /// <summary>Rewrites the bodies of messages.</summary>
    /// <param name="scopes">Makes a scope for each batch.</param>
    /// <param name="rewrite">The new body; null for a body that stays.</param>
    /// <param name="kept">The type of the messages that are left as they are.</param>
    /// <param name="dryRun">Whether only to count.</param>
    /// <param name="cancellationToken">Ends it; what was rewritten stays so.</param>
    /// <returns>The number of messages.</returns>
    public static async Task<long> RewriteAsync<TDbContext>(
        this IServiceScopeFactory scopes, Func<byte[], byte[]?> rewrite, Type kept, bool dryRun, CancellationToken cancellationToken)
        where TDbContext : DbContext
    {
        var keptType = MessageUrn.ForTypeString(kept);
        var rewritten = 0L;
        Guid? last = null;
        while (true)
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<TDbContext>();
            var batch = await db.Set<OutboxMessage>().AsNoTracking()
                .Where(row => row.MessageType != keptType && (last == null || row.Id > last))
                .OrderBy(row => row.Id)
                .Select(row => new { row.Id, row.Body })
                .Take(BatchSize).ToListAsync(cancellationToken);
            foreach (var row in batch)
            {
                if (rewrite(row.Body) is not { } body)
                    continue;

                rewritten++;
                if (!dryRun)
                {
                    await scopes.WriteAsync(
                        (TDbContext writing) => writing.Set<OutboxMessage>().Where(message => message.Id == row.Id)
                            .ExecuteUpdateAsync(set => set.SetProperty(message => message.Body, body), cancellationToken),
                        cancellationToken);
                }
            }

            if (batch.Count < BatchSize)
                return rewritten;

            last = batch[^1].Id;
        }
    }
}
