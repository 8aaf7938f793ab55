using Messaging.EntityFrameworkCore.Databases.Postgres.GroupCommit;

namespace Messaging.EntityFrameworkCore.Databases;

/// <summary>Reads what may change before the commit.</summary>
public static class UnlockedReads
{
    /// <summary>
    /// Runs a query that neither locks nor writes, and for whose result it does not matter that other transactions may change it before
    /// the commit. A handler of group commit (<see cref="MessagingRegistration.UseGroupCommit"/>) that has locked nothing stays in its
    /// group; every other query gives the handler its own transaction. Elsewhere the query runs in the transaction as any other.
    /// </summary>
    public static Task<TResult> ReadUnlockedAsync<TResult>(
        this DbContext db, Func<Task<TResult>> query, CancellationToken cancellationToken) =>
        DeferredTransaction.Of(db) is { } deferred ? deferred.ReadUnlockedAsync(query, cancellationToken) : query();
}
