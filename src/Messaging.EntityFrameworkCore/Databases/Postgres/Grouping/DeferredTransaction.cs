using System.Runtime.CompilerServices;
using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Databases.Postgres.Grouping;

/// <summary>
/// The transaction of a handling that is put off to its end, where it is one with those of others: what the handling decides on
/// is read, not locked, and when it commits it must still be as it was read. To whoever looks at the database that is as if
/// it had been locked all the while. A handling that does more than that gets a transaction of its own from there on.
/// </summary>
internal sealed class DeferredTransaction : IHandlingTransaction
{
    private static readonly ConditionalWeakTable<DbContext, DeferredTransaction> s_open = [];

    private readonly DbContext _db;
    private readonly TransactionGroup _group;
    private readonly AutoTransactionBehavior _autoTransactions;
    private (PlainTable Table, object Key)? _decidesOn;
    private IReadOnlyList<RowRead> _read = [];
    private IHandlingTransaction? _own;

    private DeferredTransaction(DbContext db, TransactionGroup group)
    {
        _db = db;
        _group = group;
        _autoTransactions = db.Database.AutoTransactionBehavior;
    }

    /// <summary>Whether the handling has a transaction of its own, or is about to get it.</summary>
    public bool IsOwn { get; private set; }

    /// <summary>Whether the handling has read what it decides on, so that nothing else may be read outside of a transaction.</summary>
    public bool HasDecision => _decidesOn is not null;

    public static DeferredTransaction Begin(DbContext db, TransactionGroup group)
    {
        var deferred = new DeferredTransaction(db, group);
        s_open.Add(db, deferred);

        // A save must not begin one of its own before the interceptor sees its first statement.
        db.Database.AutoTransactionBehavior = AutoTransactionBehavior.Never;
        return deferred;
    }

    /// <summary>The one that is open on that DbContext, if any.</summary>
    public static DeferredTransaction? Of(DbContext db) => s_open.TryGetValue(db, out var deferred) ? deferred : null;

    /// <summary>
    /// Reads the row that the handling decides on, and the one that it names: those that are there. Null when there has to be a
    /// lock instead, for which there is a transaction then: for a second row, or one that somebody else here decides on.
    /// </summary>
    public async Task<IReadOnlyList<RowRead>?> TryReadAsync(PlainTable? table, PlainTable? named, string? reference, object key, CancellationToken cancellationToken)
    {
        if (IsOwn || HasDecision || table is null || (reference is not null && named is null) || !_group.TryDecideOn(table, key))
        {
            await OwnAsync(cancellationToken);
            return null;
        }

        _decidesOn = (table, key);
        return _read = await _group.ReadAsync(new RowAsked(table, named, reference, key));
    }

    /// <summary>Begins a transaction of the handling's own, if it has none, with what it decides on locked.</summary>
    /// <exception cref="DbUpdateConcurrencyException">A row is not as it was read.</exception>
    public async Task OwnAsync(CancellationToken cancellationToken)
    {
        if (_own is not null)
            return;

        IsOwn = true;
        _db.Database.AutoTransactionBehavior = _autoTransactions;
        _own = await _db.BeginWriteAsync(cancellationToken);
        if (_read.Count > 0)
            await LockAsync(cancellationToken);
    }

    public Task SaveAndCommitAsync(CancellationToken cancellationToken) => CommitAsync(added: [], cancelled: [], cancellationToken);

    public async Task CommitAsync(
        IReadOnlyCollection<OutboxMessage> added, IReadOnlyCollection<Guid> cancelled, CancellationToken cancellationToken)
    {
        var changes = IsOwn ? null : PendingChanges.Of(_db);
        if (changes is null)
        {
            await OwnAsync(cancellationToken);
            await _own!.CommitAsync(added, cancelled, cancellationToken);
            return;
        }

        var asked = new CommitAsked([.. _read.Where(NeedsVerifying)], changes, added, cancelled);
        if (asked.IsEmpty)
            return;

        await _group.CommitAsync(asked);
        if (changes.Count > 0)
            _db.ChangeTracker.AcceptAllChanges();
    }

    public async ValueTask DisposeAsync()
    {
        s_open.Remove(_db);
        _db.Database.AutoTransactionBehavior = _autoTransactions;
        try
        {
            if (_own is not null)
                await _own.DisposeAsync();
        }
        finally
        {
            if (_decidesOn is var (table, key))
                _group.IsDecided(table, key);
        }
    }

    /// <summary>What decisions queue up on is always made sure of; a row that it names only if its change doesn't do that itself.</summary>
    private bool NeedsVerifying(RowRead row) =>
        ReferenceEquals(row, _read[0]) || !row.Table.HasToken
        || TrackedRows.WithoutDetectingChanges(_db, () => _db.Entry(row.Entity).State) is not (EntityState.Modified or EntityState.Deleted);

    private async Task LockAsync(CancellationToken cancellationToken)
    {
        await using var batch = _db.NewBatch();
        ClosingBatch.Verify(batch, _read, waits: true);
        await ClosingBatch.CheckedAsync(_db, batch.ExecuteNonQueryAsync(cancellationToken));
    }
}
