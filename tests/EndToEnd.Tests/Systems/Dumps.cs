using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;
using TestKit.Servers;

namespace EndToEnd.Tests.Systems;

/// <summary>All rows of all tables of the product, as text.</summary>
public static class Dumps
{
    /// <summary>Of SQLite's files.</summary>
    public static async Task<IReadOnlyList<string>> OfFilesAsync(params string[] files)
    {
        var lines = new List<string>();
        foreach (var file in files)
        {
            await using var connection = new SqliteConnection($"Data Source={file};Mode=ReadOnly;Pooling=False");
            lines.AddRange(await ReadAsync(connection, "SELECT '\"' || name || '\"' FROM sqlite_master WHERE type = 'table'"));
        }

        return lines;
    }

    /// <summary>Of both schemas on PostgreSQL.</summary>
    public static async Task<IReadOnlyList<string>> OfSchemasAsync(PostgresDatabase database)
    {
        var settings = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = false };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        return await ReadAsync(connection, """
            SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname IN ('feedback', 'notifications')
            """);
    }

    private static async Task<IReadOnlyList<string>> ReadAsync(DbConnection connection, string tables)
    {
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = tables;
        var names = new List<string>();
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
                names.Add(reader.GetString(0));
        }

        return await DatabaseDump.ReadAsync(connection, names);
    }
}
