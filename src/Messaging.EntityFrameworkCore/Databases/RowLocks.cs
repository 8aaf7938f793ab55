using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Databases;

/// <summary>Reading rows so that nobody else decides on them until the transaction ends.</summary>
public static class RowLocks
{
    /// <summary>
    /// Begins a transaction that may lock and write, for code outside the outbox (which begins its own). On SQLite the
    /// writers of a process take turns here.
    /// </summary>
    public static Task<WriteTransaction> BeginWriteAsync(this DbContext db, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);

        return DatabaseDialect.Of(db).BeginAsync(db, cancellationToken);
    }

    /// <summary>
    /// The entity of that key with its row locked, tracked; none if there is no such row. An entity that this context
    /// already tracks is returned as it is: within one transaction the first call locks.
    /// </summary>
    /// <exception cref="InvalidOperationException">No transaction is open: the lock would end at once.</exception>
    public static async Task<TEntity?> FindAndLockAsync<TEntity>(
        this DbContext db, object key, CancellationToken cancellationToken)
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(key);

        return db.Set<TEntity>().Local.FindEntryUntyped([key])?.Entity
            ?? (await LockAsync<TEntity>(db, DatabaseDialect.Of(db).LockStatement(TableNames.Of<TEntity>(db)), [key], cancellationToken))
                .SingleOrDefault();
    }

    /// <summary>
    /// The entities of those keys with their rows locked in key order, so that two callers never wait for each other in
    /// a circle. Keys without a row are left out.
    /// </summary>
    /// <exception cref="InvalidOperationException">No transaction is open: the locks would end at once.</exception>
    public static async Task<IReadOnlyList<TEntity>> FindAndLockAllAsync<TEntity>(
        this DbContext db, IReadOnlyCollection<object> keys, CancellationToken cancellationToken)
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(keys);

        if (keys.Count == 0)
            return [];

        var (statement, parameters) = DatabaseDialect.Of(db).LockStatement(TableNames.Of<TEntity>(db), [.. keys.Distinct()]);
        return await LockAsync<TEntity>(db, statement, parameters, cancellationToken);
    }

    private static async Task<List<TEntity>> LockAsync<TEntity>(
        DbContext db, string statement, object[] parameters, CancellationToken cancellationToken)
        where TEntity : class
    {
        if (db.Database.CurrentTransaction is null)
            throw new InvalidOperationException($"Locking a {typeof(TEntity).Name} needs a transaction.");

        return await db.Set<TEntity>().FromSqlRaw(statement, parameters).AsTracking().ToListAsync(cancellationToken);
    }
}
