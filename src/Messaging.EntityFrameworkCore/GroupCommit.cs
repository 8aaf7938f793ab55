using Messaging.EntityFrameworkCore.Databases;
using Messaging.EntityFrameworkCore.Databases.Postgres.Grouping;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EntityFrameworkCore;

/// <summary>
/// Begins transactions that are committed together with others of this process, where the DbContext is set up for it
/// (<see cref="GroupCommitExtensions.UseGroupCommit"/>), and alone elsewhere. Handlers in the outbox have one already; this is
/// for code outside of it.
/// </summary>
public sealed class GroupCommit<TDbContext>
    where TDbContext : DbContext
{
    private readonly TransactionGroup _group;

    internal GroupCommit(IServiceScopeFactory scopes) => _group = new TransactionGroup(scopes, typeof(TDbContext));

    /// <summary>Begins a transaction of <paramref name="db"/>.</summary>
    /// <param name="db">The DbContext, which is in no transaction.</param>
    /// <param name="locks">
    /// Whether what <see cref="RowLocks"/> finds is locked from then on, and the transaction on its own. When it is tried again
    /// after a conflict it should, so that it gets through.
    /// </param>
    /// <param name="cancellationToken">Cancels the wait for the database.</param>
    public async Task<IWriteTransaction> BeginAsync(TDbContext db, bool locks, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);

        return await BeginHandlingAsync(db, locks, cancellationToken);
    }

    internal async Task<IHandlingTransaction> BeginHandlingAsync(TDbContext db, bool locks, CancellationToken cancellationToken) =>
        !locks && _group.Takes(db) ? DeferredTransaction.Begin(db, _group) : await db.BeginWriteAsync(cancellationToken);
}
