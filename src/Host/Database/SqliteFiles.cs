using Microsoft.Data.Sqlite;

namespace Host.Database;

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

    public static void CreateFolder(string connectionString) =>
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(connectionString))!);
}
