using System.Data.Common;
using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace Messaging.EntityFrameworkCore.Databases;

/// <summary>A transaction that may lock and write. Disposing it without <see cref="CommitAsync(CancellationToken)"/> rolls it back.</summary>
public sealed class WriteTransaction : IHandlingTransaction
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

    /// <summary>Makes everything since the beginning last.</summary>
    public Task CommitAsync(CancellationToken cancellationToken) => _transaction.CommitAsync(cancellationToken);

    /// <inheritdoc />
    public Task SaveAndCommitAsync(CancellationToken cancellationToken) =>
        DatabaseDialect.Of(_db).CommitAsync(_db, this, added: [], cancelled: [], cancellationToken);

    Task IHandlingTransaction.CommitAsync(
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
    /// Runs the statements of <paramref name="last"/> and makes everything last, all in one round trip. Interceptors see the
    /// commit as they see EF Core's own.
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
