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
    public Task SaveAndCommitAsync(CancellationToken cancellationToken) =>
        CommitAsync(new OutboxChanges([], []), cancellationToken);

    /// <inheritdoc />
    public abstract ValueTask DisposeAsync();

    /// <summary>Saves the changes of the DbContext and of its outbox, and commits.</summary>
    internal abstract Task CommitAsync(OutboxChanges outbox, CancellationToken cancellationToken);
}

/// <summary>What a transaction changes in the outbox: the rows that it adds, and the timers that it deletes if they are there.</summary>
internal readonly record struct OutboxChanges(IReadOnlyCollection<OutboxMessage> Added, IReadOnlyCollection<Guid> Cancelled)
{
    public bool IsEmpty => Added.Count == 0 && Cancelled.Count == 0;
}
