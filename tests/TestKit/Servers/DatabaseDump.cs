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
        var lines = new List<string>();
        await db.Database.OpenConnectionAsync();
        foreach (var table in db.Model.GetEntityTypes())
        {
            var schema = table.GetSchema();
            var name = schema is null ? $"\"{table.GetTableName()}\"" : $"\"{schema}\".\"{table.GetTableName()}\"";
            await using var command = db.Database.GetDbConnection().CreateCommand();
            command.CommandText = $"SELECT * FROM {name}";
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
                lines.Add($"{name}: {string.Join(" | ", Enumerable.Range(0, reader.FieldCount).Select(column => TextOf(reader, column)))}");
        }

        await db.Database.CloseConnectionAsync();
        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    private static string TextOf(DbDataReader row, int column) => row.GetValue(column) switch
    {
        byte[] bytes => Encoding.UTF8.GetString(bytes),
        var value => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
