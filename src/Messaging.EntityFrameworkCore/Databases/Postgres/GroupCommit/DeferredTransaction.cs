using System.Data;
using System.Data.Common;
using System.Runtime.CompilerServices;

namespace Messaging.EntityFrameworkCore.Databases.Postgres.GroupCommit;

/// <summary>
/// A message handling transaction that begins only at the commit, which it shares with others. The row that the handler decides on is
/// read without a lock, and the commit fails if the row is no longer as it was read. For every other transaction that is the same as if
/// the row had been locked from the read on. As soon as the handler goes beyond what <see cref="Participation"/> lists, its own
/// transaction starts.
/// </summary>
internal sealed class DeferredTransaction(DbContext db, TransactionGroup group) : WriteTransaction
{
    private static readonly ConditionalWeakTable<DbContext, DeferredTransaction> _open = [];

    private readonly DbConnection _connection = db.Database.GetDbConnection();
    private RowId? _reservedRow;
    private IReadOnlyList<RowSnapshot> _snapshots = [];
    private WriteTransaction? _own;
    private bool _isPassing;

    /// <summary>Whether the handler's own transaction has to start before the next command.</summary>
    public bool IsDue => _own is null && !_isPassing;

    public static DeferredTransaction Begin(DbContext db, TransactionGroup group)
    {
        var deferred = new DeferredTransaction(db, group);
        deferred._connection.StateChange += deferred.OnStateChange;
        _open.Add(db, deferred);
        return deferred;
    }

    /// <summary>The deferred transaction that is open on <paramref name="db"/>, if any.</summary>
    public static DeferredTransaction? Of(DbContext db) => _open.TryGetValue(db, out var deferred) ? deferred : null;

    /// <summary>
    /// Reads the row that the handler decides on, and the row that it references, if they exist. Returns null if the row has to
    /// be locked instead, and starts the transaction for that.
    /// </summary>
    public async Task<IReadOnlyList<RowSnapshot>?> TryReadAsync(
        RawTable? table, RawTable? referencedTable, string? reference, object key, CancellationToken cancellationToken)
    {
        var row = new RowId(table!, key);
        if (_own is not null
            || _reservedRow is not null
            || !Participation.CanRead(table, referencedTable, reference)
            || !group.TryReserve(row))
        {
            await EnsureStartedAsync(cancellationToken);
            return null;
        }

        _reservedRow = row;
        var request = new ReadRequest(db, new RowSelection(table!, reference is null ? null : referencedTable, reference), row);
        return _snapshots = await PassAsync(() => group.ReadAsync(request, cancellationToken));
    }

    /// <summary>Runs a query outside the handler's own transaction, unless that has started or has rows to compare.</summary>
    public async Task<T> ReadUnlockedAsync<T>(Func<Task<T>> query, CancellationToken cancellationToken)
    {
        if (_snapshots.Count > 0)
            await EnsureStartedAsync(cancellationToken);

        return _own is null ? await PassAsync(query) : await query();
    }

    /// <summary>
    /// Starts the handler's own transaction, if it has not started, and locks the rows that were read before. If that fails, nothing
    /// has started, and the rows are still to be compared.
    /// </summary>
    /// <exception cref="DbUpdateConcurrencyException">A row is not as it was read.</exception>
    public async Task EnsureStartedAsync(CancellationToken cancellationToken)
    {
        if (_own is null)
            _own = await PassAsync(() => StartAsync(cancellationToken));
    }

    internal override async Task CommitAsync(OutboxChanges outbox, CancellationToken cancellationToken)
    {
        var changes = _own is null ? PendingChanges.Of(db) : null;
        if (changes is null)
        {
            await EnsureStartedAsync(cancellationToken);
            await _own!.CommitAsync(outbox, cancellationToken);
            return;
        }

        if (_snapshots.Count == 0 && changes.Count == 0 && outbox.IsEmpty)
            return;

        var request = new CommitRequest(db, _snapshots, changes, outbox);

        await PassAsync(() => group.CommitAsync(request, cancellationToken));
        if (changes.Count > 0)
            db.ChangeTracker.AcceptAllChanges();
    }

    public override async ValueTask DisposeAsync()
    {
        _open.Remove(db);
        _connection.StateChange -= OnStateChange;
        try
        {
            if (_own is not null)
                await _own.DisposeAsync();
        }
        finally
        {
            if (_reservedRow is { } row)
                group.Release(row);
        }
    }

    /// <summary>Runs commands that are not the handler's, or that need no transaction.</summary>
    private async Task<T> PassAsync<T>(Func<Task<T>> run)
    {
        _isPassing = true;
        try
        {
            return await run();
        }
        finally
        {
            _isPassing = false;
        }
    }

    private async Task<WriteTransaction> StartAsync(CancellationToken cancellationToken)
    {
        var own = await db.BeginWriteAsync(cancellationToken);
        try
        {
            await using var batch = PostgresDialect.NewBatch(db);
            CommitBatch.Verify(batch, _snapshots);
            if (batch.BatchCommands.Count > 0)
                await CommitBatch.ThrowOnConflictAsync(db, batch.ExecuteNonQueryAsync(cancellationToken));

            return own;
        }
        catch
        {
            await own.DisposeAsync();
            throw;
        }
    }

    /// <summary>EF Core opens the connection in a transaction. Somebody else would run statements that commit by themselves.</summary>
    private void OnStateChange(object sender, StateChangeEventArgs change)
    {
        if (IsDue && change.CurrentState == ConnectionState.Open)
        {
            throw new InvalidOperationException(
                $"A handler has opened the connection of {db.GetType().Name} past EF Core, where it is in no transaction. "
                + "Call db.Database.OpenConnectionAsync first.");
        }
    }
}
