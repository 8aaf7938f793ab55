using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Messaging.EntityFrameworkCore.Databases.Postgres.GroupCommit;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Messaging.EntityFrameworkCore.Databases;

/// <summary>
/// Begins the transactions of message handlers. They are committed together with others of this process, on the same database, if
/// <see cref="Participation"/> allows it; otherwise they are ordinary ones.
/// </summary>
internal sealed class GroupCommit
{
    /// <summary>The groups by model and database: the statements of a group are those of one model, on one connection.</summary>
    private readonly ConditionalWeakTable<IModel, ConcurrentDictionary<GroupDatabase, TransactionGroup>> _groups = [];

    /// <summary>
    /// Begins a transaction. It <paramref name="locks"/> rows at once if a retry after a conflict asks for that, so that it succeeds.
    /// </summary>
    public Task<WriteTransaction> BeginAsync(DbContext db, bool locks, CancellationToken cancellationToken) =>
        !locks && Participation.IsAllowed(db)
            ? Task.FromResult<WriteTransaction>(DeferredTransaction.Begin(db, GroupOf(db)))
            : db.BeginWriteAsync(cancellationToken);

    private TransactionGroup GroupOf(DbContext db) =>
        _groups.GetOrCreateValue(db.Model).GetOrAdd(GroupDatabase.Of(db), static database => new TransactionGroup(database));
}
