using Messaging.EntityFrameworkCore.Outbox;

namespace Messaging.EntityFrameworkCore.Databases;

/// <summary>SQL Server locks rows by the hints UPDLOCK and ROWLOCK; READPAST skips locked ones.</summary>
internal sealed class SqlServerDialect : DatabaseDialect
{
    public static readonly SqlServerDialect Instance = new();

    public override string ClaimStatement(TableNames outbox)
    {
        var nextAttemptAt = outbox.Column(nameof(OutboxMessage.NextAttemptAt));
        var position = outbox.Column(nameof(OutboxMessage.Position));
        return $$"""
            UPDATE {{outbox.Table}} SET {{nextAttemptAt}} = {1}
            OUTPUT inserted.*
            WHERE {{outbox.Key}} IN (
                SELECT TOP ({2}) {{outbox.Key}} FROM {{outbox.Table}} WITH (UPDLOCK, ROWLOCK, READPAST)
                WHERE {{nextAttemptAt}} <= {0}
                ORDER BY {{nextAttemptAt}}, {{position}})
            """;
    }

    public override string LockStatement(TableNames table, string condition) =>
        $"SELECT * FROM {table.Table} WITH (UPDLOCK, ROWLOCK) WHERE {condition} ORDER BY {table.Key}";
}
