using Npgsql;

namespace Feedback.Bench.Rows;

/// <summary>Copies one row many times within the database, some columns set by an expression over the number <c>n</c>.</summary>
internal static class RowCopy
{
    /// <summary>
    /// Copies the row of <paramref name="table"/> (called <c>c</c>) that <paramref name="where"/> finds. <c>$1</c> and <c>$2</c>
    /// are the first and the last number; <paramref name="parameters"/> follow.
    /// </summary>
    public static async Task RunAsync(
        NpgsqlDataSource data,
        string table,
        string where,
        NumberRange numbers,
        IReadOnlyDictionary<string, string> expressions,
        params IReadOnlyList<object> parameters)
    {
        var columns = await ColumnsAsync(data, table);
        if (expressions.Keys.Except(columns).FirstOrDefault() is { } unknown)
            throw new InvalidOperationException($"{table} has no column {unknown}.");

        var values = columns.Select(column => expressions.GetValueOrDefault(column) ?? $"c.{column}");
        await using var command = data.CreateCommand(
            $"""
             INSERT INTO {table} ({string.Join(", ", columns)})
             SELECT {string.Join(", ", values)}
             FROM {table} c CROSS JOIN generate_series($1::bigint, $2::bigint) n
             WHERE {where}
             """);
        foreach (var value in (object[])[numbers.First, numbers.Last, .. parameters])
            command.Parameters.Add(new NpgsqlParameter { Value = value });

        var copied = await command.ExecuteNonQueryAsync();
        if (copied != numbers.Count)
            throw new InvalidOperationException($"{copied} rows instead of {numbers.Count} were copied in {table} where {where}.");
    }

    private static async Task<IReadOnlyList<string>> ColumnsAsync(NpgsqlDataSource data, string table)
    {
        await using var command = data.CreateCommand($"SELECT * FROM {table} WHERE false");
        await using var reader = await command.ExecuteReaderAsync();
        return [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)];
    }
}
