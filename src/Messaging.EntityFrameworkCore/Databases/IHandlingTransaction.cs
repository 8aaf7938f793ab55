using Messaging.EntityFrameworkCore.Outbox;

namespace Messaging.EntityFrameworkCore.Databases;

/// <summary>The transaction of one handling.</summary>
internal interface IHandlingTransaction : IWriteTransaction
{
    /// <summary>
    /// Saves the changes of the DbContext, adds rows to its outbox, deletes those timers from it that are still there, and
    /// commits.
    /// </summary>
    Task CommitAsync(IReadOnlyCollection<OutboxMessage> added, IReadOnlyCollection<Guid> cancelled, CancellationToken cancellationToken);
}
