using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Messaging.EntityFrameworkCore.Databases.Postgres;

/// <summary>
/// On PostgreSQL, entities that a <see cref="RawTable"/> supports are read and saved without EF Core (the raw path). Statements
/// that follow each other go to the server in one round trip; the commit goes with the last of them.
/// </summary>
internal sealed class PostgresDialect() : DatabaseDialect(lockHint: "", lockClause: " FOR UPDATE")
{
    public static readonly PostgresDialect Instance = new();

    /// <summary>
    /// A statement fails in a transaction in which another statement has failed. COMMIT alone would roll the transaction back and
    /// report no error.
    /// </summary>
    private const string AnyStatement = "SELECT 1";

    public override string? ClockStatement => "SELECT clock_timestamp() AS \"Value\"";

    /// <summary>An empty batch on the connection of <paramref name="db"/>, with its command timeout.</summary>
    public static NpgsqlBatch NewBatch(DbContext db)
    {
        var batch = new NpgsqlBatch((NpgsqlConnection)db.Database.GetDbConnection());
        if (db.Database.GetCommandTimeout() is { } seconds)
            batch.Timeout = seconds;

        return batch;
    }

    /// <summary>
    /// The array makes PostgreSQL find the keys once and then look the rows up by key. With IN, the plan of a prepared statement
    /// may read the whole table, including the timers that are not due.
    /// </summary>
    public override string ClaimStatement(TableNames outbox, int closed) =>
        ClaimByKey(outbox, closed, "= ANY (ARRAY(", " FOR UPDATE SKIP LOCKED))");

    /// <summary>Its locks have numbers, of which two names may share one: then one of the two is taken later.</summary>
    public override async Task<bool> TryLockAsync(DbContext db, string name, CancellationToken cancellationToken)
    {
        var number = BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
        var results = await db.Database.SqlQuery<bool>($"SELECT pg_try_advisory_xact_lock({number}) AS \"Value\"")
            .ToListAsync(cancellationToken);
        return results.Single();
    }

    /// <summary>A second statement, for the referenced row, reads what was committed when the first one obtained its lock.</summary>
    public override async Task<TEntity?> FindAndLockAsync<TEntity, TReferenced>(
        DbContext db, object key, string? reference, CancellationToken cancellationToken)
        where TEntity : class
        where TReferenced : class
    {
        var referenced = reference is null ? null : RowReader.TableOf<TReferenced>(db);
        if (RowReader.TableOf<TEntity>(db) is not { } table || (reference is not null && referenced is null))
            return await base.FindAndLockAsync<TEntity, TReferenced>(db, key, reference, cancellationToken);

        var selections = new List<(RawTable, string, NpgsqlParameter)>(2) { (table, table.Statements.Lock, table.Keys[0].Parameter(key)) };
        if (referenced is not null)
            selections.Add((referenced, referenced.Statements.SelectReferenced(table, reference!), table.Keys[0].Parameter(key)));

        var read = await RowReader.ReadAsync(db, selections, cancellationToken);
        foreach (var entity in read.Skip(1).SelectMany(entities => entities))
            LockedRows.Of(db).AddReferenced(RowReader.Track<TReferenced>(db, referenced!, entity));

        return read[0].Select(entity => RowReader.Track<TEntity>(db, table, entity)).SingleOrDefault();
    }

    public override async Task<IReadOnlyList<TEntity>> FindAndLockAllAsync<TEntity>(
        DbContext db, IReadOnlyList<object> keys, CancellationToken cancellationToken)
        where TEntity : class
    {
        if (RowReader.TableOf<TEntity>(db) is not { } table)
            return await base.FindAndLockAllAsync<TEntity>(db, keys, cancellationToken);

        var read = await RowReader.ReadAsync(db, [(table, table.Statements.LockMany, table.Keys[0].List(keys))], cancellationToken);
        return [.. read[0].Select(entity => RowReader.Track<TEntity>(db, table, entity))];
    }

    public override async Task CommitAsync(
        DbContext db, DatabaseTransaction transaction, OutboxChanges outbox, CancellationToken cancellationToken)
    {
        try
        {
            var changes = PendingChanges.Of(db);
            if (changes is null)
                await SaveLastAsync(db, cancellationToken);

            var batch = NewBatch(db);
            CommitBatch.Save(batch, changes ?? []);
            CommitBatch.WriteOutbox(batch, db, outbox);
            if (batch.BatchCommands.Count == 0)
                batch.BatchCommands.Add(new NpgsqlBatchCommand(AnyStatement));

            await CommitBatch.ThrowOnConflictAsync(db, transaction.CommitAsync(batch, cancellationToken));
            if (changes is { Count: > 0 })
                db.ChangeTracker.AcceptAllChanges();
        }
        catch (Exception failure)
            when (failure.GetBaseException() is PostgresException { SqlState: PostgresErrorCodes.InFailedSqlTransaction })
        {
            throw new InvalidOperationException(
                $"The transaction of {db.GetType().Name} can't be committed, because one of its statements failed before.", failure);
        }
    }
}
