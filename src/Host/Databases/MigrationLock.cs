using System.Data;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace Host.Databases;

/// <summary>
/// Lets one process at a time bring a database to the newest migration. The lock is released when its holder dies. On SQL Server,
/// EF Core takes such a lock itself.
/// </summary>
internal static class MigrationLock
{
    private const string SqliteLockTable = "__EFMigrationsLock";

    /// <summary>Any number that nothing else in the database locks.</summary>
    private const string PostgresLockNumber = "4850284193217041261";

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(50);

    public static async Task<IAsyncDisposable?> TakeAsync(DbContext db, CancellationToken cancellationToken)
    {
        if (db.Database.IsSqlite())
            return await LockFileAsync(db, cancellationToken);

        return db.Database.IsNpgsql() ? await LockSessionAsync(db, cancellationToken) : null;
    }

    /// <summary>
    /// EF Core marks a running migration of a SQLite database by a row. A process that is killed leaves the row behind, and every
    /// later start would wait for it. A locked file beside the database is released by the operating system instead, and a row
    /// that the holder of the file finds was left by a dead process.
    /// </summary>
    private static async Task<IAsyncDisposable> LockFileAsync(DbContext db, CancellationToken cancellationToken)
    {
        var path = $"{SqliteFiles.PathOf(db.Database.GetConnectionString()!)}.migrating";
        var file = await OpenAsync(path, cancellationToken);
        SqliteFiles.Create(db.Database.GetConnectionString()!);
        await DeleteDeadLockAsync(db, cancellationToken);
        return file;
    }

    /// <summary>
    /// On PostgreSQL, EF Core's lock ends with each migration's transaction, and a process that waited for it goes on with a list of
    /// migrations that it read before. This lock belongs to the session, from before the list is read until the last migration.
    /// </summary>
    private static async Task<IAsyncDisposable> LockSessionAsync(DbContext db, CancellationToken cancellationToken)
    {
        var creator = db.GetService<IRelationalDatabaseCreator>();
        if (!await creator.ExistsAsync(cancellationToken))
            await creator.CreateAsync(cancellationToken);

        await db.Database.OpenConnectionAsync(cancellationToken);
        var session = new PostgresSession(db.Database);
        try
        {
            await session.LockAsync(cancellationToken);
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    private static async Task<FileStream> OpenAsync(string path, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(_patience);

        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
            }
            catch (IOException) when (!patience.IsCancellationRequested)
            {
                await Task.Delay(_pause, cancellationToken);
            }
        }
    }

    private static async Task DeleteDeadLockAsync(DbContext db, CancellationToken cancellationToken)
    {
        var tables = await db.Database
            .SqlQuery<int>($"SELECT COUNT(*) AS Value FROM sqlite_master WHERE name = {SqliteLockTable}")
            .SingleAsync(cancellationToken);

        if (tables > 0)
            await db.Database.ExecuteSqlRawAsync($"DELETE FROM \"{SqliteLockTable}\"", cancellationToken);
    }

    /// <summary>The session of a DbContext, which migrates and holds the lock meanwhile.</summary>
    private sealed class PostgresSession(DatabaseFacade database) : IAsyncDisposable
    {
        private const int Unlimited = 0;

        private readonly DbConnection _connection = database.GetDbConnection();

        public async Task LockAsync(CancellationToken cancellationToken)
        {
            await using var command = _connection.CreateCommand();
            command.CommandText = $"SELECT pg_advisory_lock({PostgresLockNumber})";
            command.CommandTimeout = Unlimited;
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        public async ValueTask DisposeAsync()
        {
            try
            {
                await UnlockAsync();
            }
            catch (DbException)
            {
                // The lock has ended with the connection.
            }
            finally
            {
                await database.CloseConnectionAsync();
            }
        }

        // A connection goes back to its pool as it is, with its locks.
        private async Task UnlockAsync()
        {
            if (_connection.State != ConnectionState.Open)
                return;

            await using var command = _connection.CreateCommand();
            command.CommandText = "SELECT pg_advisory_unlock_all()";
            await command.ExecuteNonQueryAsync();
        }
    }
}
