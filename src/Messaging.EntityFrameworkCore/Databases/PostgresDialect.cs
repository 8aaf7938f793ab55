using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Databases;

internal sealed class PostgresDialect : DatabaseDialect
{
    public static readonly PostgresDialect Instance = new();

    /// <summary>
    /// As an array the keys are found first, once, and then looked up. With IN a prepared statement's plan may read the whole
    /// table instead, timers to come included.
    /// </summary>
    public override string ClaimStatement(TableNames outbox)
    {
        var nextAttemptAt = outbox.Column(nameof(OutboxMessage.NextAttemptAt));
        var position = outbox.Column(nameof(OutboxMessage.Position));
        return $$"""
            UPDATE {{outbox.Table}} SET {{nextAttemptAt}} = {1}
            WHERE {{outbox.Key}} = ANY (ARRAY(
                SELECT {{outbox.Key}} FROM {{outbox.Table}}
                WHERE {{nextAttemptAt}} <= {0}
                ORDER BY {{nextAttemptAt}}, {{position}}
                LIMIT {2}
                FOR UPDATE SKIP LOCKED))
            RETURNING *
            """;
    }

    /// <summary>As an array the keys are one parameter: one statement for any number of them, compiled and prepared once.</summary>
    public override (string Statement, object[] Parameters) LockStatement(TableNames table, IReadOnlyList<object> keys)
    {
        var array = Array.CreateInstance(keys[0].GetType(), keys.Count);
        for (var index = 0; index < keys.Count; index++)
            array.SetValue(keys[index], index);

        return (Lock(table, $"{table.Key} = ANY ({{0}})"), [array]);
    }

    /// <summary>
    /// The outbox's statements go to the server together with the commit, in one round trip, and past EF Core's change
    /// tracking: what they write is known, and nothing of it can be stale.
    /// </summary>
    public override async Task CommitAsync(
        DbContext db,
        WriteTransaction write,
        IReadOnlyCollection<OutboxMessage> added,
        IReadOnlyCollection<Guid> cancelled,
        CancellationToken cancellationToken)
    {
        await db.SaveChangesAsync(cancellationToken);
        if (added.Count == 0 && cancelled.Count == 0)
            await write.CommitAsync(cancellationToken);
        else
            await write.CommitAsync(PostgresOutboxBatch.Of(db).Create(db, added, cancelled), cancellationToken);
    }

    protected override string Lock(TableNames table, string condition) =>
        $"SELECT * FROM {table.Table} WHERE {condition} ORDER BY {table.Key} FOR UPDATE";
}
