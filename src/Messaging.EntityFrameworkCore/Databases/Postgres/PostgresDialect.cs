using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Databases.Postgres;

/// <summary>
/// On PostgreSQL a handling reads and writes past EF Core's queries and saving where its entities are plain: what follows on
/// each other goes to the server in one round trip, the last of them with the commit.
/// </summary>
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

    public override async Task<TEntity?> FindAndLockAsync<TEntity>(DbContext db, object key, CancellationToken cancellationToken)
        where TEntity : class
    {
        if (RowReading.TableOf<TEntity>(db) is not { } table)
            return await base.FindAndLockAsync<TEntity>(db, key, cancellationToken);

        await using var reading = new RowReading(db, db.NewBatch())
            .Select<TEntity>(table, table.Statements.Lock, table.Keys[0].Parameter(key));
        return (await reading.ReadAsync(cancellationToken))[0].Cast<TEntity>().SingleOrDefault();
    }

    /// <summary>The second statement reads what was committed when the first had its lock.</summary>
    public override async Task<TEntity?> FindAndLockAsync<TEntity, TNamed>(
        DbContext db, object key, string reference, CancellationToken cancellationToken)
        where TEntity : class
        where TNamed : class
    {
        if (RowReading.TableOf<TEntity>(db) is not { } table || RowReading.TableOf<TNamed>(db) is not { } named)
            return await base.FindAndLockAsync<TEntity, TNamed>(db, key, reference, cancellationToken);

        await using var reading = new RowReading(db, db.NewBatch())
            .Select<TEntity>(table, table.Statements.Lock, table.Keys[0].Parameter(key))
            .Select<TNamed>(named, named.Statements.NamedBy(table, reference), table.Keys[0].Parameter(key));
        return (await reading.ReadAsync(cancellationToken))[0].Cast<TEntity>().SingleOrDefault();
    }

    public override async Task<IReadOnlyList<TEntity>> FindAndLockAllAsync<TEntity>(
        DbContext db, IReadOnlyList<object> keys, CancellationToken cancellationToken)
        where TEntity : class
    {
        if (RowReading.TableOf<TEntity>(db) is not { } table)
            return await base.FindAndLockAllAsync<TEntity>(db, keys, cancellationToken);

        await using var reading = new RowReading(db, db.NewBatch())
            .Select<TEntity>(table, table.Statements.LockMany, table.Keys[0].List(keys));
        return [.. (await reading.ReadAsync(cancellationToken))[0].Cast<TEntity>()];
    }

    public override async Task CommitAsync(
        DbContext db,
        WriteTransaction write,
        IReadOnlyCollection<OutboxMessage> added,
        IReadOnlyCollection<Guid> cancelled,
        CancellationToken cancellationToken)
    {
        var changes = PendingChanges.Of(db);
        if (changes is null)
            await db.SaveChangesAsync(cancellationToken);

        var batch = db.NewBatch();
        ClosingBatch.Save(batch, changes ?? []);
        ClosingBatch.WriteOutbox(batch, db, added, cancelled);
        if (batch.BatchCommands.Count == 0)
        {
            await write.CommitAsync(cancellationToken);
            return;
        }

        await ClosingBatch.CheckedAsync(db, write.CommitAsync(batch, cancellationToken));
        if (changes is { Count: > 0 })
            db.ChangeTracker.AcceptAllChanges();
    }

    public override string LockStatement(TableNames table, string condition) =>
        $"SELECT * FROM {table.Table} WHERE {condition} ORDER BY {table.Key} FOR UPDATE";
}
