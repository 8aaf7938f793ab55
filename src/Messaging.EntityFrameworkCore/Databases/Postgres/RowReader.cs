using Npgsql;

namespace Messaging.EntityFrameworkCore.Databases.Postgres;

/// <summary>Selects rows in one round trip and tracks their entities as EF Core does.</summary>
internal sealed class RowReader(DbContext db, NpgsqlBatch batch) : IAsyncDisposable
{
    private readonly List<(RawTable Table, Func<object, object> Track)> _selections = [];

    /// <summary>The table of that entity, or null if the raw path can't read the entity: then EF Core has to.</summary>
    public static RawTable? TableOf<TEntity>(DbContext db) => RawTable.Of(db, typeof(TEntity)) is { Keys.Count: 1 } table ? table : null;

    /// <summary>Adds a statement that selects the columns of <paramref name="table"/>, in their order.</summary>
    public RowReader Select<TEntity>(RawTable table, string statement, NpgsqlParameter parameter)
        where TEntity : class
    {
        batch.BatchCommands.Add(new NpgsqlBatchCommand(statement) { Parameters = { parameter } });
        _selections.Add((table, read => Track(db, table, (TEntity)read)));
        return this;
    }

    /// <summary>Executes the selections and returns the entities of each, in the order in which the selections were added.</summary>
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

    /// <summary>
    /// Tracks an entity and returns it. If the context already tracks one with that key, returns the tracked one, with the values of
    /// the row unless it is as fresh.
    /// </summary>
    public static TEntity Track<TEntity>(DbContext db, RawTable table, TEntity read)
        where TEntity : class
    {
        if (db.FindTracked<TEntity>([.. table.Keys.Select(key => key.ValueOf(read))]) is not { } tracked)
        {
            TrackedRows.EntryOf(db, read).State = EntityState.Unchanged;
            return read;
        }

        if (LockedRows.Of(db).IsStale(db, tracked))
            TrackedRows.Refresh(db, tracked, read);

        return tracked;
    }
}
