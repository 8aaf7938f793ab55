using System.Linq.Expressions;
using Messaging.EntityFrameworkCore.Databases.Postgres;
using Messaging.EntityFrameworkCore.Databases.Postgres.GroupCommit;

namespace Messaging.EntityFrameworkCore.Databases;

/// <summary>
/// Begins transactions, reads rows and locks them until the transaction ends. In a transaction of group commit
/// (<see cref="MessagingRegistration.UseGroupCommit"/>), "locked" means that the commit fails with a
/// <see cref="DbUpdateConcurrencyException"/> if another transaction has changed the row by then.
/// <para>
/// An entity whose row this transaction has locked already is returned as it is, and so is one that the DbContext has added. An
/// entity that the DbContext tracked before its row is locked gets the values of the row. If it has unsaved changes, or parts that
/// it owns, the method throws instead: lock first, then read. A rollback to a savepoint releases the locks taken since, unnoticed.
/// </para>
/// </summary>
public static class RowLocks
{
    /// <summary>
    /// Begins a transaction that may lock and write, for code outside handlers: the outbox begins a handler's transaction. On
    /// SQLite the writers of a process take turns here.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// The DbContext is in a transaction already. On SQLite: the calling code is in one that writes to the same database.
    /// </exception>
    public static Task<WriteTransaction> BeginWriteAsync(this DbContext db, CancellationToken cancellationToken) =>
        DatabaseDialect.Of(db).BeginAsync(db, cancellationToken);

    /// <summary>Locks the row of <paramref name="key"/> and returns its tracked entity, or null if there is no such row.</summary>
    /// <exception cref="ArgumentException">The key has not the type of the key property.</exception>
    /// <exception cref="InvalidOperationException">
    /// No transaction is open, the tracked entity can't get the values of the row, or the key of the entity is not a single property.
    /// </exception>
    public static Task<TEntity?> FindAndLockAsync<TEntity>(this DbContext db, object key, CancellationToken cancellationToken)
        where TEntity : class =>
        LockAsync<TEntity, TEntity>(db, key, reference: null, cancellationToken);

    /// <summary>
    /// Locks the row of <paramref name="key"/> likewise, and then reads the entity whose key the property
    /// <paramref name="reference"/> of the locked entity holds, if there is one. That entity is tracked, so that
    /// <see cref="TrackedRows.FindTracked"/> finds it later. Its row is not locked: the lock on the first row protects both.
    /// On PostgreSQL this takes one round trip.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// The key has not the type of the key property, or the property can't hold a key of <typeparamref name="TReferenced"/>.
    /// </exception>
    /// <inheritdoc cref="FindAndLockAsync{TEntity}"/>
    public static Task<TEntity?> FindAndLockAsync<TEntity, TReferenced>(
        this DbContext db, object key, Expression<Func<TEntity, object?>> reference, CancellationToken cancellationToken)
        where TEntity : class
        where TReferenced : class =>
        LockAsync<TEntity, TReferenced>(
            db, key, TableNames.Of<TEntity>(db).ReferenceTo(TableNames.Of<TReferenced>(db), reference), cancellationToken);

    /// <summary>
    /// Locks the rows of <paramref name="keys"/> and returns their tracked entities. The rows are locked in key order, so that
    /// two callers never deadlock. A key without a row has no entity in the result.
    /// </summary>
    /// <inheritdoc cref="FindAndLockAsync{TEntity}"/>
    public static async Task<IReadOnlyList<TEntity>> FindAndLockAllAsync<TEntity>(
        this DbContext db, IReadOnlyCollection<object> keys, CancellationToken cancellationToken)
        where TEntity : class
    {
        IReadOnlyList<object> distinct = [.. keys.Distinct()];
        IReadOnlyList<TEntity> known = [.. distinct.Select(key => FindLocked<TEntity>(db, key)).OfType<TEntity>()];
        if (known.Count == distinct.Count)
            return known;

        if (DeferredTransaction.Of(db) is { } deferred)
            await deferred.EnsureStartedAsync(cancellationToken);

        var found = await DatabaseDialect.Of(db).FindAndLockAllAsync<TEntity>(db, distinct, cancellationToken);
        foreach (var entity in found)
            LockedRows.Of(db).AddLocked(entity);

        foreach (var key in distinct)
            ForgetDeleted(db, key, FindLocked<TEntity>(db, key));

        return [.. found, .. known.Except(found)];
    }

    /// <summary>
    /// Runs a query that neither locks nor writes, and for whose result it does not matter that other transactions may change it before
    /// the commit. A handler of group commit (<see cref="MessagingRegistration.UseGroupCommit"/>) that has locked nothing stays in its
    /// group; every other query gives the handler its own transaction. Elsewhere the query runs in the transaction as any other.
    /// </summary>
    public static Task<TResult> ReadUnlockedAsync<TResult>(
        this DbContext db, Func<Task<TResult>> query, CancellationToken cancellationToken) =>
        DeferredTransaction.Of(db) is { } deferred ? deferred.ReadUnlockedAsync(query, cancellationToken) : query();

    private static async Task<TEntity?> LockAsync<TEntity, TReferenced>(
        DbContext db, object key, string? reference, CancellationToken cancellationToken)
        where TEntity : class
        where TReferenced : class
    {
        if (FindLocked<TEntity>(db, key) is { } known)
        {
            if (reference is not null)
                await DatabaseDialect.ReadReferencedAsync<TReferenced>(db, known, reference, cancellationToken);

            return known;
        }

        TEntity? found;
        if (DeferredTransaction.Of(db) is { } deferred
            && await deferred.TryReadAsync(
                RowReader.TableOf<TEntity>(db), RowReader.TableOf<TReferenced>(db), reference, key, cancellationToken) is { } read)
        {
            if (Track<TReferenced>(db, read, 1) is { } referenced)
                LockedRows.Of(db).AddLocked(referenced);

            found = Track<TEntity>(db, read, 0);
        }
        else
        {
            found = await DatabaseDialect.Of(db).FindAndLockAsync<TEntity, TReferenced>(db, key, reference, cancellationToken);
        }

        if (found is not null)
            LockedRows.Of(db).AddLocked(found);

        ForgetDeleted(db, key, found);
        return found;
    }

    /// <summary>The tracked entity that needs no lock: its row is locked already, or it is going to be inserted.</summary>
    private static TEntity? FindLocked<TEntity>(DbContext db, object key)
        where TEntity : class
    {
        TableNames.Of<TEntity>(db).CheckKey(key);
        var rows = LockedRows.Of(db);
        return db.FindTracked<TEntity>(key) is { } tracked && (rows.IsLocked(tracked) || TrackedRows.IsAdded(db, tracked)) ? tracked : null;
    }

    /// <summary>If there is no row, an entity that is tracked for it is tracked no longer.</summary>
    private static void ForgetDeleted<TEntity>(DbContext db, object key, TEntity? found)
        where TEntity : class
    {
        if (found is null && db.FindTracked<TEntity>(key) is { } deleted)
            TrackedRows.Detach(db, deleted);
    }

    private static TEntity? Track<TEntity>(DbContext db, IReadOnlyList<RowSnapshot> read, int index)
        where TEntity : class =>
        index < read.Count ? RowReader.Track<TEntity>(db, read[index].Table, read[index].Entity) : null;
}
