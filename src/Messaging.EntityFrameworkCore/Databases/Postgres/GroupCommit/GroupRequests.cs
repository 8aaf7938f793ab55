using Messaging.EntityFrameworkCore.Outbox;

namespace Messaging.EntityFrameworkCore.Databases.Postgres.GroupCommit;

/// <summary>A request to read the row of a key, and optionally the row that it references. The result has those that exist.</summary>
/// <param name="db">The DbContext of the transaction.</param>
/// <param name="row">The row.</param>
/// <param name="referencedTable">The table of the referenced row; null to read no second row.</param>
/// <param name="reference">The property of the row that holds the key of the referenced row.</param>
internal sealed class ReadRequest(DbContext db, RowId row, RawTable? referencedTable, string? reference)
    : GroupRequest<IReadOnlyList<RowSnapshot>>(db)
{
    public RowId Row => row;

    public RawTable? ReferencedTable => referencedTable;

    public string? Reference => reference;
}

/// <summary>A row that a transaction has read without locking it.</summary>
/// <param name="Table">The table of the row.</param>
/// <param name="Entity">The entity that was read.</param>
/// <param name="Version">
/// The id of the transaction that wrote this version of the row (<c>xmin</c>, see "System Columns" in PostgreSQL's manual). As
/// long as it is the same, nobody has changed the row.
/// </param>
internal sealed record RowSnapshot(RawTable Table, object Entity, uint Version)
{
    public RowId Row { get; } = new(Table, Table.Keys[0].ValueOf(Entity)!);
}

/// <summary>A row of a table whose key is a single column.</summary>
internal readonly record struct RowId(RawTable Table, object Key)
{
    public bool Equals(RowId other) => Table == other.Table && Table.Keys[0].Property.GetKeyValueComparer().Equals(Key, other.Key);

    public override int GetHashCode() => Table.Keys[0].Property.GetKeyValueComparer().GetHashCode(Key);
}

/// <summary>A request to commit what one transaction has to write. The result is always true.</summary>
/// <param name="db">The DbContext of the transaction.</param>
/// <param name="snapshots">The rows that must still be as they were read.</param>
/// <param name="changes">The changes of the DbContext.</param>
/// <param name="added">The rows to add to the outbox.</param>
/// <param name="cancelled">The timers to delete from the outbox.</param>
internal sealed class CommitRequest(
    DbContext db,
    IReadOnlyList<RowSnapshot> snapshots,
    IReadOnlyList<PendingChange> changes,
    IReadOnlyCollection<OutboxMessage> added,
    IReadOnlyCollection<Guid> cancelled)
    : GroupRequest<bool>(db)
{
    public IReadOnlyList<RowSnapshot> Snapshots => snapshots;

    public IReadOnlyList<PendingChange> Changes => changes;

    public IReadOnlyCollection<OutboxMessage> Added => added;

    public IReadOnlyCollection<Guid> Cancelled => cancelled;

    public bool IsEmpty => (snapshots.Count, changes.Count, added.Count, cancelled.Count) == (0, 0, 0, 0);
}
