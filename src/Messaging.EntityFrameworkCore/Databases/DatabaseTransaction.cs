using System.Data;
using System.Data.Common;
using Messaging.EntityFrameworkCore.Databases.Postgres.GroupCommit;
using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace Messaging.EntityFrameworkCore.Databases;

/// <summary>A transaction that has begun in the database.</summary>
internal sealed class DatabaseTransaction : WriteTransaction
{
    private readonly DbContext _db;
    private readonly IDbContextTransaction _transaction;
    private readonly IDisposable? _turn;
    private bool _isCommitted;

    private DatabaseTransaction(DbContext db, IDbContextTransaction transaction, IDisposable? turn)
    {
        _db = db;
        _transaction = transaction;
        _turn = turn;
    }

    /// <summary>Begins a transaction.</summary>
    /// <param name="db">The DbContext, which is in no transaction.</param>
    /// <param name="turn">The turn of this writer, which ends with the transaction; null if writers don't take turns.</param>
    /// <param name="cancellationToken">Cancels the wait for the database.</param>
    public static async Task<DatabaseTransaction> BeginAsync(DbContext db, IDisposable? turn, CancellationToken cancellationToken) =>
        new(db, await db.Database.BeginTransactionAsync(cancellationToken), turn);

    /// <summary>Commits the transaction without saving the changes of the DbContext.</summary>
    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        await _transaction.CommitAsync(cancellationToken);
        _isCommitted = true;
    }

    /// <summary>
    /// Runs the statements of <paramref name="last"/> and commits, in one round trip. An interceptor of transactions needs two: EF
    /// Core commits then, so that the interceptor sees the commit after all statements, and can suppress it.
    /// </summary>
    public async Task CommitAsync(DbBatch last, CancellationToken cancellationToken)
    {
        await using (last)
        {
            if (_db.GetService<IInterceptors>().Aggregate<IDbTransactionInterceptor>() is not (null or GroupCommitInterceptor))
            {
                await last.ExecuteNonQueryAsync(cancellationToken);
                await CommitAsync(cancellationToken);
                return;
            }

            var commit = last.CreateBatchCommand();
            commit.CommandText = "COMMIT";
            last.BatchCommands.Add(commit);
            await last.ExecuteNonQueryAsync(cancellationToken);
            _isCommitted = true;
        }
    }

    public override async ValueTask DisposeAsync()
    {
        try
        {
            await _transaction.DisposeAsync();
        }
        finally
        {
            _turn?.Dispose();
        }
    }

    internal override Task CommitAsync(
        IReadOnlyCollection<OutboxMessage> added, IReadOnlyCollection<Guid> cancelled, CancellationToken cancellationToken)
    {
        ThrowIfEnded();
        return DatabaseDialect.Of(_db).CommitAsync(_db, this, added, cancelled, cancellationToken);
    }

    /// <summary>
    /// A statement that follows the loss of a connection, or the rollback by SQL Server of a deadlock's victim, would be committed
    /// by itself: EF Core opens the connection again, and SqlClient forgets the transaction.
    /// </summary>
    private void ThrowIfEnded()
    {
        var name = _db.GetType().Name;
        if (_isCommitted)
            throw new InvalidOperationException($"The transaction of {name} has been committed already.");

        if (!ReferenceEquals(_db.Database.CurrentTransaction, _transaction)
            || _db.Database.GetDbConnection().State != ConnectionState.Open)
        {
            throw new ConnectionLostException($"The connection of {name} was lost during the transaction, which can't be committed any more.");
        }

        if (_transaction.GetDbTransaction().Connection is null)
            throw new InvalidOperationException($"The database has ended the transaction of {name}; it can't be committed any more.");
    }

    /// <summary>The loss of a connection that the caller did not notice. It is transient: a new attempt gets a new connection.</summary>
    private sealed class ConnectionLostException(string message) : DbException(message)
    {
        public override bool IsTransient => true;
    }
}
