using System.Globalization;
using Microsoft.EntityFrameworkCore;

namespace Host.Database;

/// <summary>
/// On SQLite, EF Core marks a running migration by a row, which a process that is killed leaves behind and every later
/// start would wait for. So there the turn is a locked file beside the database, which the operating system releases,
/// and a row that is found by whoever holds the file is a dead process's.
/// </summary>
internal static class MigrationTurn
{
    private const string LockTable = "__EFMigrationsLock";
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(50);

    public static async Task<IDisposable?> TakeAsync(DbContext db, CancellationToken cancellationToken)
    {
        if (!db.Database.IsSqlite())
            return null;

        var path = $"{SqliteFiles.PathOf(db.Database.GetConnectionString()!)}.migrating";
        var turn = await OpenAsync(path, cancellationToken);
        await ForgetDeadProcessAsync(db, cancellationToken);
        return turn;
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

    private static async Task ForgetDeadProcessAsync(DbContext db, CancellationToken cancellationToken)
    {
        var tables = await db.Database
            .SqlQuery<int>($"SELECT COUNT(*) AS Value FROM sqlite_master WHERE name = {LockTable}")
            .SingleAsync(cancellationToken);

        if (tables > 0)
            await db.Database.ExecuteSqlRawAsync(string.Create(CultureInfo.InvariantCulture, $"DELETE FROM \"{LockTable}\""), cancellationToken);
    }
}
