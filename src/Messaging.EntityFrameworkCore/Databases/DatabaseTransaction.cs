using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace Messaging.EntityFrameworkCore.Databases;

/// <summary>A transaction that has begun in the database.</summary>
internal sealed class DatabaseTransaction(DbContext db, IDbContextTransaction transaction, IDisposable? writer) : WriteTransaction
{
    private readonly IDbContextTransactionManager _manager = db.GetService<IDbContextTransactionManager>();
    private readonly DbConnection _connection = db.Database.GetDbConnection();
    private bool _isCommitted;
    private bool _isLost;

    /// <summary>Begins a transaction. With it ends the place of <paramref name="writer"/> in a queue of writers, if there is one.</summary>
    public static async Task<DatabaseTransaction> BeginAsync(DbContext db, IDisposable? writer, CancellationToken cancellationToken)
    {
        try
        {
            var begun = new DatabaseTransaction(db, await db.Database.BeginTransactionAsync(cancellationToken), writer);
            begun._connection.StateChange += begun.OnStateChange;
            return begun;
        }
        catch
        {
            // EF Core leaves the connection open, in the transaction, if an interceptor fails after its beginning.
            await db.Database.CloseConnectionAsync();
            throw;
        }
    }

    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        await transaction.CommitAsync(cancellationToken);
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
            if (db.GetService<IInterceptors>().Aggregate<IDbTransactionInterceptor>() is not null)
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
        _connection.StateChange -= OnStateChange;
        try
        {
            await transaction.DisposeAsync();
        }
        finally
        {
            writer?.Dispose();
        }
    }

    internal override Task CommitAsync(OutboxChanges outbox, CancellationToken cancellationToken)
    {
        ThrowIfEnded();
        return DatabaseDialect.Of(db).CommitAsync(db, this, outbox, cancellationToken);
    }

    private bool IsCurrent => ReferenceEquals(_manager.CurrentTransaction, transaction);

    /// <summary>
    /// EF Core closes a connection by itself only after the end of a transaction. It opens a lost one again for the next statement,
    /// which would be committed by itself; the exception keeps it from that. Npgsql and SqlClient close the connection then, while
    /// Microsoft.Data.Sqlite leaves it open.
    /// </summary>
    private void OnStateChange(object sender, StateChangeEventArgs change)
    {
        if (change.CurrentState != ConnectionState.Open)
        {
            _isLost |= !_isCommitted && IsCurrent;
            return;
        }

        if (!_isLost)
            return;

        if (sender is SqliteConnection connection)
            connection.Close();

        throw Lost();
    }

    private ConnectionLostException Lost() =>
        new($"The connection of {db.GetType().Name} was lost in its transaction, which can't be continued.");

    /// <summary>
    /// What follows the loss of a connection, or the rollback by SQL Server of a deadlock's victim, would be committed by itself:
    /// EF Core forgets the transaction when it opens the connection again, and so does SqlClient after the rollback.
    /// </summary>
    private void ThrowIfEnded()
    {
        var name = db.GetType().Name;
        if (_isCommitted)
            throw new InvalidOperationException($"The transaction of {name} has been committed already.");

        if (_isLost)
            throw Lost();

        if (!IsCurrent || transaction.GetDbTransaction().Connection is null)
            throw new InvalidOperationException($"The transaction of {name} was rolled back; it can't be committed any more.");
    }

    /// <summary>The loss of a connection that the caller did not notice. It is transient: a new attempt gets a new connection.</summary>
    private sealed class ConnectionLostException(string message) : DbException(message)
    {
        public override bool IsTransient => true;
    }
}
