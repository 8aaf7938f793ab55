using System.Data.Common;
using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace Messaging.EntityFrameworkCore.Databases;

/// <summary>A transaction that may lock and write. Disposing it without committing rolls it back.</summary>
public interface IWriteTransaction : IAsyncDisposable
{
    /// <summary>Saves the changes of the DbContext and commits the transaction; on PostgreSQL in one round trip.</summary>
    /// <exception cref="DbUpdateConcurrencyException">
    /// Another transaction has changed or deleted a row since it was read. Nothing is saved.
    /// </exception>
    /// <exception cref="DbException">
    /// The database rejected a change. Nothing is saved. EF Core wraps the exception in a <see cref="DbUpdateException"/> where
    /// EF Core saves. <see cref="DatabaseFailures"/> classifies both.
    /// </exception>
    Task SaveAndCommitAsync(CancellationToken cancellationToken);
}

/// <summary>The transaction in which one message is handled.</summary>
internal interface IMessageHandlingTransaction : IWriteTransaction
{
    /// <summary>
    /// Saves the changes of the DbContext, adds rows to its outbox, deletes those cancelled timers that are still there, and commits.
    /// </summary>
    Task CommitAsync(IReadOnlyCollection<OutboxMessage> added, IReadOnlyCollection<Guid> cancelled, CancellationToken cancellationToken);
}

/// <summary>
/// A transaction that has begun in the database. Disposing it without <see cref="CommitAsync(CancellationToken)"/> rolls it back.
/// </summary>
public sealed class WriteTransaction : IMessageHandlingTransaction
{
    private readonly DbContext _db;
    private readonly IDbContextTransaction _transaction;
    private SemaphoreSlim? _gate;

    internal WriteTransaction(DbContext db, IDbContextTransaction transaction, SemaphoreSlim? gate)
    {
        _db = db;
        _transaction = transaction;
        _gate = gate;
    }

    /// <summary>Commits the transaction without saving the changes of the DbContext.</summary>
    public Task CommitAsync(CancellationToken cancellationToken) => _transaction.CommitAsync(cancellationToken);

    /// <inheritdoc />
    public Task SaveAndCommitAsync(CancellationToken cancellationToken) =>
        DatabaseDialect.Of(_db).CommitAsync(_db, this, added: [], cancelled: [], cancellationToken);

    Task IMessageHandlingTransaction.CommitAsync(
        IReadOnlyCollection<OutboxMessage> added, IReadOnlyCollection<Guid> cancelled, CancellationToken cancellationToken) =>
        DatabaseDialect.Of(_db).CommitAsync(_db, this, added, cancelled, cancellationToken);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        try
        {
            await _transaction.DisposeAsync();
        }
        finally
        {
            Interlocked.Exchange(ref _gate, null)?.Release();
        }
    }

    /// <summary>
    /// Runs the statements of <paramref name="last"/> and commits, in one round trip. EF Core's transaction interceptors are
    /// told of the commit as if EF Core had made it.
    /// </summary>
    internal async Task CommitAsync(DbBatch last, CancellationToken cancellationToken)
    {
        var commit = last.CreateBatchCommand();
        commit.CommandText = "COMMIT";
        last.BatchCommands.Add(commit);

        var log = _db.GetService<IDiagnosticsLogger<DbLoggerCategory.Database.Transaction>>();
        var connection = _db.GetService<IRelationalConnection>();
        var transaction = _transaction.GetDbTransaction();
        var (startedAt, id) = (DateTimeOffset.UtcNow, _transaction.TransactionId);

        await using (last)
        {
            if (!(await log.TransactionCommittingAsync(connection, transaction, id, startedAt, cancellationToken)).IsSuppressed)
                await last.ExecuteNonQueryAsync(cancellationToken);
        }

        await log.TransactionCommittedAsync(
            connection, transaction, id, startedAt, DateTimeOffset.UtcNow - startedAt, cancellationToken);
    }
}
