using Messaging.EntityFrameworkCore.Outbox;

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

    public override string LockStatement(TableNames table, int keys) =>
        $"SELECT * FROM {table.Table} WHERE {KeyFilter(table, keys)} ORDER BY {table.Key} FOR UPDATE";
}
