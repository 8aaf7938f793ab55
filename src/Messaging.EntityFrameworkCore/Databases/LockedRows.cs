using System.Runtime.CompilerServices;
using Messaging.EntityFrameworkCore.Databases.Postgres.GroupCommit;

namespace Messaging.EntityFrameworkCore.Databases;

/// <summary>
/// The entities of one transaction that were read under a lock: under the lock of their own row, or under that of a row that
/// references it. Other entities that the DbContext tracks may be stale.
/// </summary>
internal sealed class LockedRows
{
    private static readonly ConditionalWeakTable<object, LockedRows> _byTransaction = [];

    private readonly HashSet<object> _locked = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<object> _referenced = new(ReferenceEqualityComparer.Instance);

    /// <summary>The rows of the transaction that is open on <paramref name="db"/>.</summary>
    /// <exception cref="InvalidOperationException">No transaction is open.</exception>
    public static LockedRows Of(DbContext db) =>
        ((object?)DeferredTransaction.Of(db) ?? db.Database.CurrentTransaction) is { } transaction
            ? _byTransaction.GetOrCreateValue(transaction)
            : throw new InvalidOperationException($"Locking a row of {db.GetType().Name} needs a transaction.");

    public bool IsLocked(object entity) => _locked.Contains(entity);

    /// <summary>Whether the entity has a row and was not read under a lock.</summary>
    public bool IsStale(DbContext db, object entity) =>
        !IsLocked(entity) && !_referenced.Contains(entity) && !TrackedRows.IsAdded(db, entity);

    public void AddLocked(object entity) => _locked.Add(entity);

    public void AddReferenced(object entity) => _referenced.Add(entity);
}
