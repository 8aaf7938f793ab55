using Npgsql;

namespace Messaging.EntityFrameworkCore.Databases.Postgres;

/// <summary>Reads rows past EF Core and tracks their entities as EF Core does.</summary>
internal static class RowReader
{
    /// <summary>The table of that entity, or null if the raw path can't read the entity: then EF Core has to.</summary>
    public static RawTable? TableOf<TEntity>(DbContext db) => RawTable.Of(db, typeof(TEntity)) is { Keys.Count: 1 } table ? table : null;

    /// <summary>
    /// Executes statements, each of which selects the columns of a table in their order, in one round trip. Returns new entities for the
    /// rows of each statement.
    /// </summary>
    public static async Task<IReadOnlyList<IReadOnlyList<object>>> ReadAsync(
        DbContext db,
        IReadOnlyList<(RawTable Table, string Statement, NpgsqlParameter Parameter)> selections,
        CancellationToken cancellationToken)
    {
        await using var batch = PostgresDialect.NewBatch(db);
        foreach (var (_, statement, parameter) in selections)
            batch.BatchCommands.Add(new NpgsqlBatchCommand(statement) { Parameters = { parameter } });

        var found = new List<IReadOnlyList<object>>(selections.Count);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        foreach (var (table, _, _) in selections)
        {
            var entities = new List<object>();
            while (await reader.ReadAsync(cancellationToken))
                entities.Add(table.Read(reader));

            found.Add(entities);
            await reader.NextResultAsync(cancellationToken);
        }

        return found;
    }

    /// <summary>
    /// Tracks an entity and returns it. If the context already tracks one with that key, returns the tracked one, with the values of
    /// the row unless it is as fresh.
    /// </summary>
    public static TEntity Track<TEntity>(DbContext db, RawTable table, object read)
        where TEntity : class
    {
        if (db.FindTracked<TEntity>([.. table.Keys.Select(key => key.ValueOf(read))]) is not { } tracked)
        {
            TrackedRows.EntryOf(db, read).State = EntityState.Unchanged;
            return (TEntity)read;
        }

        if (LockedRows.Of(db).IsStale(db, tracked))
            TrackedRows.Refresh(db, tracked, read);

        return tracked;
    }
}
