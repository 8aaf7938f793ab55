using Messaging.EntityFrameworkCore.Outbox;

namespace Messaging.EntityFrameworkCore.Databases;

/// <summary>SQL Server locks rows by the hints UPDLOCK and ROWLOCK; READPAST skips locked ones.</summary>
internal sealed class SqlServerDialect() : DatabaseDialect(lockHint: " WITH (UPDLOCK, ROWLOCK)", lockClause: "")
{
    public static readonly SqlServerDialect Instance = new();

    public override string? ClockStatement => "SELECT SYSUTCDATETIME() AS [Value]";

    public override async Task<bool> TryLockAsync(DbContext db, string name, CancellationToken cancellationToken)
    {
        var results = await db.Database.SqlQuery<int>(
            $"""
            DECLARE @result int;
            EXEC @result = sp_getapplock @Resource = {name}, @LockMode = 'Exclusive', @LockOwner = 'Transaction', @LockTimeout = 0;
            SELECT @result AS [Value]
            """).ToListAsync(cancellationToken);
        return results.Single() >= 0;
    }

    public override string ClaimStatement(TableNames outbox, int closed)
    {
        var nextAttemptAt = outbox.Column(nameof(OutboxMessage.NextAttemptAt));
        var order = $"{nextAttemptAt}, {outbox.Column(nameof(OutboxMessage.Position))}";

        const string locked = "AS waiting WITH (UPDLOCK, ROWLOCK, READPAST)";

        // A row for a closed destination must not be locked on the way: SQL Server would keep each such lock to the end of the claim.
        var source = closed == 0
            ? $"{outbox.Table} {locked}"
            : $$"""
                (SELECT TOP ({2}) {{outbox.Key}} AS candidate FROM {{outbox.Table}} WITH (READCOMMITTEDLOCK, ROWLOCK, READPAST)
                    WHERE {{Claimable(outbox, closed)}}
                    ORDER BY {{order}}) AS candidates
                    INNER LOOP JOIN {{outbox.Table}} {{locked}} ON {{outbox.Key}} = candidate
                """;

        return $$"""
            WITH due AS (
                SELECT TOP ({2}) waiting.* FROM {{source}}
                WHERE {{Claimable(outbox, closed: 0)}}
                ORDER BY {{order}})
            UPDATE due SET {{nextAttemptAt}} = {1}
            OUTPUT inserted.*
            """;
    }
}
