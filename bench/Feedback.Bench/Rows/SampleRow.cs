using Npgsql;

namespace Feedback.Bench.Rows;

/// <summary>
/// A row as a service wrote it. Floor and mass of rows are made from such rows, so that they have the real columns and
/// widths, whatever becomes of the tables.
/// </summary>
internal sealed record SampleRow(string Table, IReadOnlyList<string> Columns, IReadOnlyList<string> Types, IReadOnlyList<object> Values)
{
    public object this[string column] => Values[IndexOf(column)];

    /// <summary>The rows of a table whose <paramref name="column"/> holds <paramref name="value"/>.</summary>
    public static async Task<IReadOnlyList<SampleRow>> ReadAsync(NpgsqlDataSource data, string table, string column, object value)
    {
        await using var command = data.CreateCommand($"SELECT * FROM {table} WHERE {column} = $1");
        command.Parameters.Add(new NpgsqlParameter { Value = value });
        await using var reader = await command.ExecuteReaderAsync();

        var columns = Enumerable.Range(0, reader.FieldCount).Select(reader.GetName).ToArray();
        var types = Enumerable.Range(0, reader.FieldCount).Select(i => WithoutWidth(reader.GetDataTypeName(i))).ToArray();
        var rows = new List<SampleRow>();
        while (await reader.ReadAsync())
        {
            var values = new object[reader.FieldCount];
            reader.GetValues(values);
            rows.Add(new SampleRow(table, columns, types, values));
        }

        return rows;
    }

    public SampleRow With(string column, object value)
    {
        var values = Values.ToArray();
        values[IndexOf(column)] = value;
        return this with { Values = values };
    }

    /// <summary>The columns in which this row differs from how it was.</summary>
    public IReadOnlyList<string> ChangedSince(SampleRow before) =>
        [.. Columns.Where((_, i) => !Equals(Values[i], before.Values[i]))];

    public NpgsqlParameter Parameter(string column) => new() { DataTypeName = Types[IndexOf(column)], Value = this[column] };

    private int IndexOf(string column) => Columns.ToList().IndexOf(column) is var index and >= 0
        ? index
        : throw new InvalidOperationException($"{Table} has no column {column}.");

    private static string WithoutWidth(string type) => type.Split('(')[0];
}
