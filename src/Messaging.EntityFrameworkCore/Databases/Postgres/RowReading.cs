using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Messaging.EntityFrameworkCore.Databases.Postgres;

/// <summary>Rows of plain tables that are selected in one round trip, and tracked as if EF Core had read them.</summary>
internal sealed class RowReading(DbContext db, NpgsqlBatch batch) : IAsyncDisposable
{
    private readonly List<(PlainTable Table, Func<object, object> Track)> _selections = [];

    /// <summary>The table of that entity, if its key is a single column; none if only EF Core knows how to read it.</summary>
    public static PlainTable? TableOf<TEntity>(DbContext db) =>
        PlainTable.Of(db, typeof(TEntity)) is { Keys.Count: 1 } table ? table : null;

    public RowReading Select<TEntity>(PlainTable table, string statement, NpgsqlParameter parameter)
        where TEntity : class
    {
        batch.BatchCommands.Add(new NpgsqlBatchCommand(statement) { Parameters = { parameter } });
        _selections.Add((table, read => Track(db, table, (TEntity)read)));
        return this;
    }

    /// <summary>The entities of each selection, in their order.</summary>
    public async Task<IReadOnlyList<IReadOnlyList<object>>> ReadAsync(CancellationToken cancellationToken)
    {
        var found = new List<IReadOnlyList<object>>(_selections.Count);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        foreach (var (table, track) in _selections)
        {
            var entities = new List<object>();
            while (await reader.ReadAsync(cancellationToken))
                entities.Add(track(table.Read(reader)));

            found.Add(entities);
            await reader.NextResultAsync(cancellationToken);
        }

        return found;
    }

    public ValueTask DisposeAsync() => batch.DisposeAsync();

    /// <summary>Tracks what was read, and returns it; or the entity of the same key that is tracked already.</summary>
    public static TEntity Track<TEntity>(DbContext db, PlainTable table, TEntity read)
        where TEntity : class =>
        db.FindTracked<TEntity>([.. table.Keys.Select(key => key.ValueOf(read))]) ?? TrackedRows.WithoutDetectingChanges(db, () =>
        {
            db.Entry(read).State = EntityState.Unchanged;
            return read;
        });
}
