using Messaging.EntityFrameworkCore.Databases.Postgres.GroupCommit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EntityFrameworkCore.Databases;

/// <summary>
/// Begins the transactions of message handlers. They are committed together with others of this process if the DbContext is configured
/// for it (<see cref="MessagingRegistration.UseGroupCommit"/>); otherwise they are ordinary ones.
/// </summary>
internal sealed class GroupCommit<TDbContext>(IServiceScopeFactory scopes)
    where TDbContext : DbContext
{
    private readonly TransactionGroup _group = new(scopes, typeof(TDbContext));

    /// <summary>Begins a transaction of <paramref name="db"/>, which is in none.</summary>
    /// <param name="db">The DbContext.</param>
    /// <param name="locks">True to lock rows at once, as a retry after a conflict should, so that it succeeds.</param>
    /// <param name="cancellationToken">Cancels the wait for the database.</param>
    public Task<WriteTransaction> BeginAsync(TDbContext db, bool locks, CancellationToken cancellationToken) =>
        !locks && _group.Supports(db)
            ? Task.FromResult<WriteTransaction>(DeferredTransaction.Begin(db, _group))
            : db.BeginWriteAsync(cancellationToken);
}
