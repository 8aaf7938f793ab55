using Npgsql;

namespace Feedback.Bench.Floor;

/// <summary>One connection, and the outbox rows that it has yet to delete.</summary>
internal sealed class BareWorker : IAsyncDisposable
{
    private const int RowsPerDeletion = 100;

    private readonly NpgsqlConnection _connection;
    private readonly BareTransaction _bare;
    private readonly NpgsqlCommand _deletion;
    private readonly List<Guid> _left = [];

    private BareWorker(NpgsqlConnection connection, string outbox, Action<BareTransaction, Func<long, object>> prepare)
    {
        _connection = connection;
        _deletion = new NpgsqlCommand($"DELETE FROM {outbox} WHERE id = ANY($1)", connection);
        _deletion.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [] });
        _bare = new BareTransaction(connection);
        prepare(_bare, _ => Leaving());
    }

    public static async Task<BareWorker> StartAsync(
        NpgsqlConnection connection, string outbox, Action<BareTransaction, Func<long, object>> prepare,
        CancellationToken cancellationToken)
    {
        var worker = new BareWorker(connection, outbox, prepare);
        await worker._bare.PrepareAsync(cancellationToken);
        await worker._deletion.PrepareAsync(cancellationToken);
        return worker;
    }

    public async Task RunAsync(Func<long?> next, CancellationToken cancellationToken)
    {
        while (next() is { } number)
        {
            await _bare.RunAsync(number, cancellationToken);
            if (_left.Count >= RowsPerDeletion)
                await DeleteAsync(cancellationToken);
        }

        await DeleteAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _bare.DisposeAsync();
        await _deletion.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private Guid Leaving()
    {
        var id = Guid.CreateVersion7();
        _left.Add(id);
        return id;
    }

    private async Task DeleteAsync(CancellationToken cancellationToken)
    {
        ((NpgsqlParameter<Guid[]>)_deletion.Parameters[0]).TypedValue = [.. _left];
        _left.Clear();
        await _deletion.ExecuteNonQueryAsync(cancellationToken);
    }
}
