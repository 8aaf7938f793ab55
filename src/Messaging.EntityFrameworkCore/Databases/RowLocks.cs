using Messaging.EntityFrameworkCore.Databases.Postgres;
using Messaging.EntityFrameworkCore.Databases.Postgres.Grouping;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Databases;

/// <summary>
/// Reading rows so that nobody else decides on them until the transaction ends. In one that is committed together with others
/// (<see cref="GroupCommitExtensions.UseGroupCommit"/>) "locked" means that the commit is refused, with a
/// <see cref="DbUpdateConcurrencyException"/>, if anybody has changed the row by then.
/// </summary>
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

        if (db.FindTracked<TEntity>(key) is { } tracked)
            return tracked;

        return DeferredTransaction.Of(db) is { } deferred
            && await deferred.TryReadAsync(RowReading.TableOf<TEntity>(db), named: null, reference: null, key, cancellationToken) is { } read
                ? Track<TEntity>(db, read, 0)
                : await LockingDialect<TEntity>(db).FindAndLockAsync<TEntity>(db, key, cancellationToken);
    }

    /// <summary>
    /// Locks likewise, and after that reads the entity whose key stands in the member <paramref name="reference"/> of the locked
    /// one, if there is one: it is tracked, so that whoever looks for it later finds it at hand. It is not locked itself; what
    /// queues up on the first row decides about both. On PostgreSQL that takes one round trip.
    /// </summary>
    /// <exception cref="InvalidOperationException">No transaction is open: the lock would end at once.</exception>
    public static async Task<TEntity?> FindAndLockAsync<TEntity, TNamed>(
        this DbContext db, object key, string reference, CancellationToken cancellationToken)
        where TEntity : class
        where TNamed : class
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(key);

        if (db.FindTracked<TEntity>(key) is { } tracked)
            return tracked;

        if (DeferredTransaction.Of(db) is { } deferred
            && await deferred.TryReadAsync(RowReading.TableOf<TEntity>(db), RowReading.TableOf<TNamed>(db), reference, key, cancellationToken) is { } read)
        {
            Track<TNamed>(db, read, 1);
            return Track<TEntity>(db, read, 0);
        }

        return await LockingDialect<TEntity>(db).FindAndLockAsync<TEntity, TNamed>(db, key, reference, cancellationToken);
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

        if (DeferredTransaction.Of(db) is { } deferred)
            await deferred.OwnAsync(cancellationToken);

        return await LockingDialect<TEntity>(db).FindAndLockAllAsync<TEntity>(db, [.. keys.Distinct()], cancellationToken);
    }

    private static TEntity? Track<TEntity>(DbContext db, IReadOnlyList<RowRead> read, int place)
        where TEntity : class =>
        place < read.Count ? RowReading.Track(db, read[place].Table, (TEntity)read[place].Entity) : null;

    private static DatabaseDialect LockingDialect<TEntity>(DbContext db) => db.Database.CurrentTransaction is null
        ? throw new InvalidOperationException($"Locking a {typeof(TEntity).Name} needs a transaction.")
        : DatabaseDialect.Of(db);
}
