using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Host.Databases;

/// <summary>SQLite's files: where they are, and who may read them. Names, addresses and texts stand in them.</summary>
internal static class SqliteFiles
{
    /// <summary>The same connection string with the full path of its file.</summary>
    public static string ConnectionString(string text)
    {
        var builder = new SqliteConnectionStringBuilder(text);
        if (string.IsNullOrWhiteSpace(builder.DataSource) || builder.DataSource == ":memory:" || builder.Mode == SqliteOpenMode.Memory)
            throw new ArgumentException("Data Source has to name a file.");

        builder.DataSource = Path.GetFullPath(builder.DataSource);
        return builder.ToString();
    }

    public static string PathOf(string connectionString) => new SqliteConnectionStringBuilder(connectionString).DataSource;

    public static string FolderOf(string connectionString) => Path.GetDirectoryName(PathOf(connectionString))!;

    /// <summary>
    /// Creates an empty database that its owner alone may read, where there is none. SQLite gives the files beside it the same
    /// mode. EF Core turns the write-ahead log on only for a file that it creates itself.
    /// </summary>
    public static void Create(string connectionString)
    {
        var path = PathOf(connectionString);
        if (new FileInfo(path) is { Exists: true, Length: > 0 })
            return;

        new FileStream(path, PrivateFile(FileMode.OpenOrCreate, FileAccess.Write)).Dispose();
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder(connectionString) { Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode = 'wal';";
        command.ExecuteNonQuery();
    }

    /// <summary>Takes the rights of all others off files that were created before.</summary>
    public static void Restrict(string path)
    {
        if (OperatingSystem.IsWindows())
            return;

        const UnixFileMode others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
        string[] files = [path, $"{path}-wal", $"{path}-shm"];
        foreach (var file in files.Where(File.Exists))
        {
            var mode = File.GetUnixFileMode(file);
            if ((mode & others) != 0)
                File.SetUnixFileMode(file, mode & ~others);
        }
    }

    public static FileStreamOptions PrivateFile(FileMode mode, FileAccess access)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

        return options;
    }
}

/// <summary>
/// Has SQLite itself wait for its one writer: it looks again after a millisecond, while the ADO.NET provider looks again after 150.
/// </summary>
internal sealed class SqliteBusyTimeout : DbConnectionInterceptor
{
    private const string Pragma = "PRAGMA busy_timeout = 30000;";

    public static SqliteBusyTimeout Instance { get; } = new();

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Pragma;
        command.ExecuteNonQuery();
    }

    public override async Task ConnectionOpenedAsync(
        DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = Pragma;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
