using System.Runtime.CompilerServices;
using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Databases.Postgres.GroupCommit;

/// <summary>
/// A message handling transaction that begins only at the commit, which it shares with others. The row that the handler decides on is
/// read without a lock, and the commit fails if the row is no longer as it was read. For every other transaction that is the same as if
/// the row had been locked from the read on. As soon as the handler reads or writes more than that, its own transaction starts.
/// </summary>
internal sealed class DeferredTransaction : WriteTransaction
{
    private static readonly ConditionalWeakTable<DbContext, DeferredTransaction> _open = [];

    private readonly DbContext _db;
    private readonly TransactionGroup _group;
    private (RawTable Table, object Key)? _reservedRow;
    private IReadOnlyList<RowSnapshot> _snapshots = [];
    private WriteTransaction? _transaction;

    private DeferredTransaction(DbContext db, TransactionGroup group)
    {
        _db = db;
        _group = group;
    }

    /// <summary>Whether the handler's own transaction has started or is starting.</summary>
    public bool IsStarted { get; private set; }

    /// <summary>Whether the handler has read the row that it decides on. From then on it must not read outside a transaction.</summary>
    public bool HasReservedRow => _reservedRow is not null;

    public static DeferredTransaction Begin(DbContext db, TransactionGroup group)
    {
        var deferred = new DeferredTransaction(db, group);
        _open.Add(db, deferred);
        return deferred;
    }

    /// <summary>The deferred transaction that is open on <paramref name="db"/>, if any.</summary>
    public static DeferredTransaction? Of(DbContext db) => _open.TryGetValue(db, out var deferred) ? deferred : null;

    /// <summary>
    /// Reads the row that the handler decides on, and the row that it references, if they exist. Returns null if the row has to
    /// be locked instead, and starts the transaction for that: the row is the handler's second one, another handler of this
    /// process has reserved it, or the raw path does not support it.
    /// </summary>
    public async Task<IReadOnlyList<RowSnapshot>?> TryReadAsync(
        RawTable? table, RawTable? referencedTable, string? reference, object key, CancellationToken cancellationToken)
    {
        if (IsStarted
            || HasReservedRow
            || table is null
            || (reference is not null && referencedTable is null)
            || !_group.TryReserve(table, key))
        {
            await EnsureStartedAsync(cancellationToken);
            return null;
        }

        _reservedRow = (table, key);
        return _snapshots = await _group.ReadAsync(new ReadRequest(table, referencedTable, reference, key));
    }

    /// <summary>Starts the handler's own transaction, if it has not started, and locks the rows that were read before.</summary>
    /// <exception cref="DbUpdateConcurrencyException">A row is not as it was read.</exception>
    public async Task EnsureStartedAsync(CancellationToken cancellationToken)
    {
        if (_transaction is not null)
            return;

        IsStarted = true;
        _transaction = await _db.BeginWriteAsync(cancellationToken);
        if (_snapshots.Count > 0)
            await LockAsync(cancellationToken);
    }

    internal override async Task CommitAsync(
        IReadOnlyCollection<OutboxMessage> added, IReadOnlyCollection<Guid> cancelled, CancellationToken cancellationToken)
    {
        var changes = IsStarted ? null : PendingChanges.Of(_db);
        if (changes is null)
        {
            await EnsureStartedAsync(cancellationToken);
            await _transaction!.CommitAsync(added, cancelled, cancellationToken);
            return;
        }

        var request = new CommitRequest([.. _snapshots.Where(NeedsVerifying)], changes, added, cancelled);
        if (request.IsEmpty)
            return;

        await _group.CommitAsync(request);
        if (changes.Count > 0)
            _db.ChangeTracker.AcceptAllChanges();
    }

    public override async ValueTask DisposeAsync()
    {
        _open.Remove(_db);
        try
        {
            if (_transaction is not null)
                await _transaction.DisposeAsync();
        }
        finally
        {
            if (_reservedRow is var (table, key))
                _group.Release(table, key);
        }
    }

    /// <summary>
    /// The first row is always verified. The row that it references needs no verification if its own update or deletion compares
    /// a concurrency token.
    /// </summary>
    private bool NeedsVerifying(RowSnapshot row) =>
        ReferenceEquals(row, _snapshots[0]) || !row.Table.HasToken
        || TrackedRows.WithoutDetectingChanges(_db, () => _db.Entry(row.Entity).State) is not (EntityState.Modified or EntityState.Deleted);

    private async Task LockAsync(CancellationToken cancellationToken)
    {
        await using var batch = PostgresDialect.NewBatch(_db);
        CommitBatch.Verify(batch, _snapshots, waits: true);
        await CommitBatch.ThrowOnConflictAsync(_db, batch.ExecuteNonQueryAsync(cancellationToken));
    }
}
