using Messaging.EntityFrameworkCore.Outbox;

namespace Messaging.EntityFrameworkCore.Databases.Postgres.GroupCommit;

/// <summary>A request of one transaction to read the row of a key, and optionally the row that it references.</summary>
/// <param name="table">The table of the row.</param>
/// <param name="referencedTable">The table of the referenced row; null to read no second row.</param>
/// <param name="reference">The property of the row that holds the key of the referenced row.</param>
/// <param name="key">The key of the row.</param>
internal sealed class ReadRequest(RawTable table, RawTable? referencedTable, string? reference, object key)
{
    private readonly TaskCompletionSource<IReadOnlyList<RowSnapshot>> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public RawTable Table => table;

    public RawTable? ReferencedTable => referencedTable;

    public string? Reference => reference;

    public object Key => key;

    /// <summary>The rows that exist: none, the row, or the row and the referenced one.</summary>
    public Task<IReadOnlyList<RowSnapshot>> Outcome => _outcome.Task;

    public void Complete(IReadOnlyList<RowSnapshot> rows) => _outcome.TrySetResult(rows);

    public void Fail(Exception failure) => _outcome.TrySetException(failure);
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
    public object Key { get; } = Table.Keys[0].ValueOf(Entity)!;
}

/// <summary>A request to commit what one transaction has to write.</summary>
/// <param name="snapshots">The rows that must still be as they were read.</param>
/// <param name="changes">The changes of the transaction's DbContext.</param>
/// <param name="added">The rows to add to the outbox.</param>
/// <param name="cancelled">The timers to delete from the outbox.</param>
internal sealed class CommitRequest(
    IReadOnlyList<RowSnapshot> snapshots,
    IReadOnlyList<PendingChange> changes,
    IReadOnlyCollection<OutboxMessage> added,
    IReadOnlyCollection<Guid> cancelled)
{
    private readonly TaskCompletionSource _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<RowSnapshot> Snapshots => snapshots;

    public IReadOnlyList<PendingChange> Changes => changes;

    public IReadOnlyCollection<OutboxMessage> Added => added;

    public IReadOnlyCollection<Guid> Cancelled => cancelled;

    public bool IsEmpty => (snapshots.Count, changes.Count, added.Count, cancelled.Count) == (0, 0, 0, 0);

    public Task Outcome => _outcome.Task;

    public void Complete() => _outcome.TrySetResult();

    public void Fail(Exception failure) => _outcome.TrySetException(failure);
}
