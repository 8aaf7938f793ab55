using System.Collections.Concurrent;
using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Databases;

/// <summary>
/// SQLite has one writer and no row locks: a write transaction locks the whole database. Writers of this process wait here
/// for their turn, in order, instead of polling for the lock of the file.
/// </summary>
internal sealed class SqliteDialect : DatabaseDialect
{
    public static readonly SqliteDialect Instance = new();

    private readonly ConcurrentDictionary<string, SemaphoreSlim> _gates = new(StringComparer.Ordinal);

    public override async Task<WriteTransaction> BeginAsync(DbContext db, CancellationToken cancellationToken)
    {
        var gate = _gates.GetOrAdd(db.Database.GetConnectionString() ?? "", _ => new SemaphoreSlim(1, 1));
        await gate.WaitAsync(cancellationToken);
        try
        {
            // Microsoft.Data.Sqlite sends BEGIN IMMEDIATE, which takes the write lock.
            db.Database.AutoSavepointsEnabled = false;
            return new WriteTransaction(db, await db.Database.BeginTransactionAsync(cancellationToken), gate);
        }
        catch
        {
            gate.Release();
            throw;
        }
    }

    public override string ClaimStatement(TableNames outbox)
    {
        var nextAttemptAt = outbox.Column(nameof(OutboxMessage.NextAttemptAt));
        var position = outbox.Column(nameof(OutboxMessage.Position));
        return $$"""
            UPDATE {{outbox.Table}} SET {{nextAttemptAt}} = {1}
            WHERE {{outbox.Key}} IN (
                SELECT {{outbox.Key}} FROM {{outbox.Table}}
                WHERE {{nextAttemptAt}} <= {0}
                ORDER BY {{nextAttemptAt}}, {{position}}
                LIMIT {2})
            RETURNING *
            """;
    }

    public override string LockStatement(TableNames table, string condition) =>
        $"SELECT * FROM {table.Table} WHERE {condition} ORDER BY {table.Key}";
}
