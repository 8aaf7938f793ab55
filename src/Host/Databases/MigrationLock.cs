using Microsoft.EntityFrameworkCore;

namespace Host.Databases;

/// <summary>
/// Lets one process at a time migrate a SQLite database. EF Core marks a running migration by a row; a process that is killed
/// leaves it behind, and every later start would wait for it. A locked file beside the database is released by the operating
/// system instead, and a row that the holder of the file finds was left by a dead process.
/// </summary>
internal static class MigrationLock
{
    private const string LockTable = "__EFMigrationsLock";
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(50);

    public static async Task<IDisposable?> TakeAsync(DbContext db, CancellationToken cancellationToken)
    {
        if (!db.Database.IsSqlite())
            return null;

        var path = $"{SqliteFiles.PathOf(db.Database.GetConnectionString()!)}.migrating";
        var file = await OpenAsync(path, cancellationToken);
        await DeleteDeadLockAsync(db, cancellationToken);
        return file;
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
            .SqlQuery<int>($"SELECT COUNT(*) AS Value FROM sqlite_master WHERE name = {LockTable}")
            .SingleAsync(cancellationToken);

        if (tables > 0)
            await db.Database.ExecuteSqlRawAsync($"DELETE FROM \"{LockTable}\"", cancellationToken);
    }
}
