using Messaging.EntityFrameworkCore.Outbox;

namespace Messaging.EntityFrameworkCore.Databases;

/// <summary>
/// SQLite has one writer and no row locks: a write transaction locks the whole database. Writers of this process wait here
/// for each other, in order, instead of polling for the lock of the file.
/// </summary>
internal sealed class SqliteDialect : DatabaseDialect
{
    public static readonly SqliteDialect Instance = new();

    public override Task<WriteTransaction> BeginAsync(DbContext db, CancellationToken cancellationToken) =>
        BeginAsync(db, SqliteWriteQueue.Enter(db), cancellationToken);

    public override string ClaimStatement(TableNames outbox, int closed)
    {
        var nextAttemptAt = outbox.Column(nameof(OutboxMessage.NextAttemptAt));
        var position = outbox.Column(nameof(OutboxMessage.Position));
        return $$"""
            UPDATE {{outbox.Table}} SET {{nextAttemptAt}} = {1}
            WHERE {{outbox.Key}} IN (
                SELECT {{outbox.Key}} FROM {{outbox.Table}}
                WHERE {{Claimable(outbox, closed)}}
                ORDER BY {{nextAttemptAt}}, {{position}}
                LIMIT {2})
            RETURNING *
            """;
    }

    public override string LockStatement(TableNames table, string condition) =>
        $"SELECT * FROM {table.Table} WHERE {condition} ORDER BY {table.Key}";

    /// <summary>Microsoft.Data.Sqlite sends BEGIN IMMEDIATE, which takes the write lock.</summary>
    private static async Task<WriteTransaction> BeginAsync(
        DbContext db, SqliteWriteQueue.Writer writer, CancellationToken cancellationToken)
    {
        try
        {
            await writer.BeginAsync(cancellationToken);
            return await DatabaseTransaction.BeginAsync(db, writer, cancellationToken);
        }
        catch
        {
            writer.Dispose();
            throw;
        }
    }
}
