using Messaging.EntityFrameworkCore.Databases.Postgres;
using Messaging.EntityFrameworkCore.Databases.Postgres.GroupCommit;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Databases;

/// <summary>
/// Reads rows and locks them until the transaction ends. In a transaction of group commit
/// (<see cref="MessagingRegistration.UseGroupCommit"/>), "locked" means that the commit fails with a
/// <see cref="DbUpdateConcurrencyException"/> if another transaction has changed the row by then.
/// </summary>
public static class RowLocks
{
    /// <summary>
    /// Begins a transaction that may lock and write, for code outside handlers: the outbox begins a handler's transaction. On
    /// SQLite the writers of a process take turns here.
    /// </summary>
    public static Task<WriteTransaction> BeginWriteAsync(this DbContext db, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);

        return DatabaseDialect.Of(db).BeginAsync(db, cancellationToken);
    }

    /// <summary>
    /// Locks the row of <paramref name="key"/> and returns its tracked entity, or null if there is no such row. An entity that
    /// this context already tracks is returned as it is: within one transaction the first call locks.
    /// </summary>
    /// <exception cref="InvalidOperationException">No transaction is open.</exception>
    public static async Task<TEntity?> FindAndLockAsync<TEntity>(
        this DbContext db, object key, CancellationToken cancellationToken)
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(key);

        if (db.FindTracked<TEntity>(key) is { } tracked)
            return tracked;

        return DeferredTransaction.Of(db) is { } deferred
            && await deferred.TryReadAsync(
                RowReader.TableOf<TEntity>(db), referencedTable: null, reference: null, key, cancellationToken) is { } read
                ? Track<TEntity>(db, read, 0)
                : await LockingDialect<TEntity>(db).FindAndLockAsync<TEntity>(db, key, cancellationToken);
    }

    /// <summary>
    /// Locks the row of <paramref name="key"/> likewise, and then reads the entity whose key the property
    /// <paramref name="reference"/> of the locked entity holds, if there is one. That entity is tracked, so that
    /// <see cref="TrackedRows.FindTracked"/> finds it later. Its row is not locked: the lock on the first row protects both.
    /// On PostgreSQL this takes one round trip.
    /// </summary>
    /// <exception cref="InvalidOperationException">No transaction is open.</exception>
    public static async Task<TEntity?> FindAndLockAsync<TEntity, TReferenced>(
        this DbContext db, object key, string reference, CancellationToken cancellationToken)
        where TEntity : class
        where TReferenced : class
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(key);

        if (db.FindTracked<TEntity>(key) is { } tracked)
            return tracked;

        if (DeferredTransaction.Of(db) is { } deferred
            && await deferred.TryReadAsync(
                RowReader.TableOf<TEntity>(db), RowReader.TableOf<TReferenced>(db), reference, key, cancellationToken) is { } read)
        {
            Track<TReferenced>(db, read, 1);
            return Track<TEntity>(db, read, 0);
        }

        return await LockingDialect<TEntity>(db).FindAndLockAsync<TEntity, TReferenced>(db, key, reference, cancellationToken);
    }

    /// <summary>
    /// Locks the rows of <paramref name="keys"/> and returns their tracked entities. The rows are locked in key order, so that
    /// two callers never deadlock. A key without a row has no entity in the result.
    /// </summary>
    /// <exception cref="InvalidOperationException">No transaction is open.</exception>
    public static async Task<IReadOnlyList<TEntity>> FindAndLockAllAsync<TEntity>(
        this DbContext db, IReadOnlyCollection<object> keys, CancellationToken cancellationToken)
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(keys);

        if (keys.Count == 0)
            return [];

        if (DeferredTransaction.Of(db) is { } deferred)
            await deferred.EnsureStartedAsync(cancellationToken);

        return await LockingDialect<TEntity>(db).FindAndLockAllAsync<TEntity>(db, [.. keys.Distinct()], cancellationToken);
    }

    private static TEntity? Track<TEntity>(DbContext db, IReadOnlyList<RowSnapshot> read, int index)
        where TEntity : class =>
        index < read.Count ? RowReader.Track(db, read[index].Table, (TEntity)read[index].Entity) : null;

    private static DatabaseDialect LockingDialect<TEntity>(DbContext db) =>
        db.Database.CurrentTransaction is null
            ? throw new InvalidOperationException($"Locking a {typeof(TEntity).Name} needs a transaction.")
            : DatabaseDialect.Of(db);
}
