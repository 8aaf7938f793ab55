using Messaging.EntityFrameworkCore.Outbox;

namespace Messaging.EntityFrameworkCore.Operations;

/// <summary>The timers of an outbox, as operators see them.</summary>
public static class OutboxTimers
{
    /// <summary>
    /// Reads timers by their tokens. A token without an entry has no timer: it has fired, or somebody has deleted its row.
    /// </summary>
    /// <param name="db">The database with the outbox.</param>
    /// <param name="tokens">The tokens.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The entries by token. <c>What</c> is <c>timer</c> until the caller, which knows what the timer is for, names it.</returns>
    public static async Task<IReadOnlyDictionary<Guid, StoryEntry>> ReadAsync(
        DbContext db, IReadOnlyCollection<Guid> tokens, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);

        var rows = await db.Set<OutboxMessage>().AsNoTracking()
            .Where(row => tokens.Contains(row.Id))
            .Select(row => new { row.Id, row.DueAt, row.Attempts, row.LastError, row.ParkedAt })
            .ToListAsync(cancellationToken);
        return rows.ToDictionary(row => row.Id, row => new StoryEntry(
            row.DueAt,
            "timer",
            row.Id.ToString(),
            new Dictionary<string, object?>
            {
                ["attempts"] = row.Attempts == 0 ? null : row.Attempts,
                ["lastError"] = row.LastError,
                ["parkedAt"] = row.ParkedAt,
            }));
    }
}
