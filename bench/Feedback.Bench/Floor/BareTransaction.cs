using Feedback.Bench.Rows;
using Npgsql;

namespace Feedback.Bench.Floor;

/// <summary>
/// The statements of one transaction, prepared once and sent in one round trip, which is the least that a database can be
/// asked. Sent like this PostgreSQL runs them as one transaction.
/// </summary>
internal sealed class BareTransaction(NpgsqlConnection connection) : IAsyncDisposable
{
    private readonly NpgsqlBatch _batch = new(connection);
    private readonly List<(NpgsqlParameter Parameter, Func<long, object> Value)> _own = [];

    public BareTransaction Lock(SampleRow row, string key, Func<long, object> value) =>
        Add($"SELECT * FROM {row.Table} WHERE {key} = $1 FOR UPDATE", Own(row, key, value));

    public BareTransaction Read(SampleRow row, string key, Func<long, object> value) =>
        Add($"SELECT * FROM {row.Table} WHERE {key} = $1", Own(row, key, value));

    /// <summary>The row again, with values of its own in some columns.</summary>
    public BareTransaction Insert(SampleRow row, params IReadOnlyList<(string Column, Func<long, object> Value)> own)
    {
        var values = own.ToDictionary(column => column.Column, column => column.Value);
        var parameters = row.Columns
            .Select(column => values.TryGetValue(column, out var value) ? Own(row, column, value) : row.Parameter(column))
            .ToArray();
        var places = string.Join(", ", row.Columns.Select((_, i) => $"${i + 1}"));
        return Add($"INSERT INTO {row.Table} ({string.Join(", ", row.Columns)}) VALUES ({places})", parameters);
    }

    /// <summary>Sets what changed from <paramref name="before"/> to <paramref name="after"/>.</summary>
    public BareTransaction Update(SampleRow before, SampleRow after, string key, Func<long, object> value)
    {
        var changed = after.ChangedSince(before);
        var set = string.Join(", ", changed.Select((column, i) => $"{column} = ${i + 1}"));
        return Add(
            $"UPDATE {after.Table} SET {set} WHERE {key} = ${changed.Count + 1}",
            [.. changed.Select(after.Parameter), Own(after, key, value)]);
    }

    public BareTransaction Delete(SampleRow row, string key, Func<long, object> value) =>
        Add($"DELETE FROM {row.Table} WHERE {key} = $1", Own(row, key, value));

    public Task PrepareAsync(CancellationToken cancellationToken) => _batch.PrepareAsync(cancellationToken);

    public async Task RunAsync(long number, CancellationToken cancellationToken)
    {
        foreach (var (parameter, value) in _own)
            parameter.Value = value(number);

        await _batch.ExecuteNonQueryAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => _batch.DisposeAsync();

    private BareTransaction Add(string statement, params IReadOnlyList<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlBatchCommand(statement);
        foreach (var parameter in parameters)
            command.Parameters.Add(parameter);

        _batch.BatchCommands.Add(command);
        return this;
    }

    private NpgsqlParameter Own(SampleRow row, string column, Func<long, object> value)
    {
        var parameter = row.Parameter(column);
        _own.Add((parameter, value));
        return parameter;
    }
}
