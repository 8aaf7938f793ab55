using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Host.Databases;

/// <summary>SQLite's files: where they are, and that their folder exists.</summary>
internal static class SqliteFiles
{
    /// <summary>The same connection string with the full path of its file.</summary>
    public static string ConnectionString(string text)
    {
        var builder = new SqliteConnectionStringBuilder(text);
        if (string.IsNullOrWhiteSpace(builder.DataSource) || builder.DataSource == ":memory:")
            throw new ArgumentException("Data Source has to name a file.");

        builder.DataSource = Path.GetFullPath(builder.DataSource);
        return builder.ToString();
    }

    public static string PathOf(string connectionString) => new SqliteConnectionStringBuilder(connectionString).DataSource;

    public static string FolderOf(string connectionString) => Path.GetDirectoryName(PathOf(connectionString))!;
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
