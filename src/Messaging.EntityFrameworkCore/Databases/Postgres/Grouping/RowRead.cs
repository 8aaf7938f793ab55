namespace Messaging.EntityFrameworkCore.Databases.Postgres.Grouping;

/// <summary>A row that a handling has read without locking it.</summary>
/// <param name="Table">Its table.</param>
/// <param name="Entity">What was read.</param>
/// <param name="Version">
/// The transaction that wrote the row as it was read (<c>xmin</c>, see "System Columns" in PostgreSQL's manual). As long as it
/// is the same, nobody has changed the row.
/// </param>
internal sealed record RowRead(PlainTable Table, object Entity, uint Version)
{
    public object Key { get; } = Table.Keys[0].ValueOf(Entity)!;
}
