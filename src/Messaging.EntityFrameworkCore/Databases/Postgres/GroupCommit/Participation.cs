using System.Data;
using System.Runtime.CompilerServices;
using System.Transactions;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Messaging.EntityFrameworkCore.Databases.Postgres.GroupCommit;

/// <summary>
/// Decides which handlers share reads and commits. This is the whole list; decision 10 names the test of each item.
/// <list type="number">
/// <item>The DbContext is on PostgreSQL and uses <see cref="MessagingRegistration.UseGroupCommit"/>.</item>
/// <item>It has no hook on saving, which would not be called.</item>
/// <item>It has no other connection interceptor, whose session state would be that of one member of the group.</item>
/// <item>At the beginning its connection is closed, and it is in no transaction, ambient ones included.</item>
/// <item>The message is handled for the first time: a retry locks.</item>
/// <item>
/// The handler locks one row at most, and reads the row that it references in the same call. The raw path supports both, and no other
/// handler of this process has that row.
/// </item>
/// <item>
/// Before that row it runs no query but those of <see cref="RowLocks.ReadUnlockedAsync"/>, and after it none at all. It runs no other
/// statement, and does not save, open the connection or begin a transaction.
/// </item>
/// <item>The raw path supports all of its changes.</item>
/// <item>No other member of the group writes a row that it has read.</item>
/// </list>
/// The first five are decided at the beginning. A handler that goes beyond the next two gets its own transaction at that moment, in
/// which the rows that it has read are compared and locked first. One that is found at the commit not to fit commits alone.
/// </summary>
internal static class Participation
{
    private static readonly ConditionalWeakTable<IDbContextOptions, object> _byOptions = [];

    /// <summary>Whether a handler may begin without a transaction of its own.</summary>
    public static bool IsAllowed(DbContext db) => IsConfigured(db) && IsIdle(db);

    /// <summary>Whether a row can be read for several handlers, and the row that it references with it.</summary>
    public static bool CanRead(RawTable? table, RawTable? referencedTable, string? reference) =>
        table is not null && (reference is null || referencedTable is not null);

    /// <summary>Whether no member of the group writes a row that another one has read.</summary>
    public static bool AreIndependent(IReadOnlyList<CommitRequest> requests)
    {
        if (requests.Count == 1)
            return true;

        var readers = new Dictionary<RowId, CommitRequest?>();
        foreach (var request in requests)
        {
            // A null stands for several readers.
            foreach (var snapshot in request.Snapshots)
                readers[snapshot.Row] = readers.TryGetValue(snapshot.Row, out var other) && other != request ? null : request;
        }

        return requests.All(writer => writer.Changes.SelectMany(change => change.WrittenRows)
            .All(row => !readers.TryGetValue(row, out var reader) || reader == writer));
    }

    private static bool IsConfigured(DbContext db) =>
        (bool)_byOptions.GetOrAdd(db.GetService<IDbContextOptions>(), static (_, db) => GroupCommitInterceptor.IsOn(db)
            && !PendingChanges.HasSaveHook(db)
            && db.GetService<IInterceptors>().Aggregate<IDbConnectionInterceptor>() is GroupCommitInterceptor, db);

    private static bool IsIdle(DbContext db) =>
        db.Database.GetDbConnection().State == ConnectionState.Closed
        && db.Database.CurrentTransaction is null
        && db.Database.GetEnlistedTransaction() is null
        && Transaction.Current is null;
}
