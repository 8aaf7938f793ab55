using Messaging.EntityFrameworkCore.Databases.Postgres.GroupCommit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EntityFrameworkCore.Databases;

/// <summary>
/// Begins transactions that are committed together with others of this process, if the DbContext is configured for it
/// (<see cref="MessagingRegistration.UseGroupCommit"/>); otherwise it begins ordinary ones. The outbox begins the transactions
/// of message handlers itself; this class is for code outside handlers.
/// </summary>
public sealed class GroupCommit<TDbContext>
    where TDbContext : DbContext
{
    private readonly TransactionGroup _group;

    internal GroupCommit(IServiceScopeFactory scopes) => _group = new TransactionGroup(scopes, typeof(TDbContext));

    /// <summary>Begins a transaction of <paramref name="db"/>.</summary>
    /// <param name="db">The DbContext, which is in no transaction.</param>
    /// <param name="locks">
    /// True to begin an ordinary transaction, in which <see cref="RowLocks"/> locks rows at once. A retry after a conflict
    /// should pass true, so that it succeeds.
    /// </param>
    /// <param name="cancellationToken">Cancels the wait for the database.</param>
    public async Task<IWriteTransaction> BeginAsync(TDbContext db, bool locks, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);

        return await BeginMessageHandlingAsync(db, locks, cancellationToken);
    }

    internal async Task<IMessageHandlingTransaction> BeginMessageHandlingAsync(
        TDbContext db, bool locks, CancellationToken cancellationToken) =>
        !locks && _group.Supports(db) ? DeferredTransaction.Begin(db, _group) : await db.BeginWriteAsync(cancellationToken);
}
