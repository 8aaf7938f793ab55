using System.Data.Common;
using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;

namespace TestKit.Servers;

/// <summary>All that stands in a database, as text.</summary>
public static class DatabaseDump
{
    /// <summary>One line for each row of each table of the model, with all its columns.</summary>
    public static async Task<IReadOnlyList<string>> ReadAsync(DbContext db)
    {
        await db.Database.OpenConnectionAsync();
        var lines = await ReadAsync(
            db.Database.GetDbConnection(),
            db.Model.GetEntityTypes().Select(table => table.GetSchema() is { } schema
                ? $"\"{schema}\".\"{table.GetTableName()}\""
                : $"\"{table.GetTableName()}\""));
        await db.Database.CloseConnectionAsync();
        return lines;
    }

    /// <summary>The same of these tables, over an open connection.</summary>
    public static async Task<IReadOnlyList<string>> ReadAsync(DbConnection connection, IEnumerable<string> tables)
    {
        var lines = new List<string>();
        foreach (var name in tables)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = $"SELECT * FROM {name}";
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
                lines.Add($"{name}: {string.Join(" | ", Enumerable.Range(0, reader.FieldCount).Select(column => TextOf(reader, column)))}");
        }

        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    private static string TextOf(DbDataReader row, int column) => row.GetValue(column) switch
    {
        byte[] bytes => Encoding.UTF8.GetString(bytes),
        var value => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
