using System.Data.Common;
using Messaging.EntityFrameworkCore.Outbox;

namespace Messaging.EntityFrameworkCore.Databases;

/// <summary>A transaction that may lock and write. Disposing it without committing rolls it back.</summary>
public abstract class WriteTransaction : IAsyncDisposable
{
    /// <summary>Saves the changes of the DbContext and commits the transaction; on PostgreSQL in one round trip.</summary>
    /// <exception cref="DbUpdateConcurrencyException">
    /// Another transaction has changed or deleted a row since it was read. Nothing is saved.
    /// </exception>
    /// <exception cref="DbException">
    /// The database rejected a change, or the connection was lost. Nothing is saved. EF Core wraps the exception in a
    /// <see cref="DbUpdateException"/> where EF Core saves. <see cref="DatabaseFailures"/> classifies both.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// The transaction has ended already, or PostgreSQL has refused to continue it since one of its statements failed, even if the
    /// caller caught the exception. Nothing is saved.
    /// </exception>
    public Task SaveAndCommitAsync(CancellationToken cancellationToken) => CommitAsync(added: [], cancelled: [], cancellationToken);

    /// <inheritdoc />
    public abstract ValueTask DisposeAsync();

    /// <summary>
    /// Saves the changes of the DbContext, adds rows to its outbox, deletes those cancelled timers that are still there, and commits.
    /// </summary>
    internal abstract Task CommitAsync(
        IReadOnlyCollection<OutboxMessage> added, IReadOnlyCollection<Guid> cancelled, CancellationToken cancellationToken);
}
