using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Databases;

/// <summary>A transaction that may lock and write. Disposing it without committing rolls it back.</summary>
public interface IWriteTransaction : IAsyncDisposable
{
    /// <summary>Saves the changes of the DbContext and makes everything since the beginning last; on PostgreSQL in one round trip.</summary>
    /// <exception cref="DbUpdateConcurrencyException">A row is not as it was read. Nothing is saved.</exception>
    /// <exception cref="DbException">
    /// The database refused a change, and nothing is saved; EF Core wraps it in a <see cref="DbUpdateException"/> where it saves.
    /// <see cref="DatabaseFailures"/> tells both apart.
    /// </exception>
    Task SaveAndCommitAsync(CancellationToken cancellationToken);
}
