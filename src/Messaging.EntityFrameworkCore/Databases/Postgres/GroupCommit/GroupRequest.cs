using System.Diagnostics;

namespace Messaging.EntityFrameworkCore.Databases.Postgres.GroupCommit;

/// <summary>A request of one transaction to a <see cref="TransactionGroup"/>. It can be cancelled until its turn.</summary>
/// <param name="db">The DbContext of the transaction. The group may use its connection until the request is completed.</param>
internal abstract class GroupRequest<TResult>(DbContext db)
{
    private readonly TaskCompletionSource<TResult> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _isTaken;

    public DbContext Db => db;

    /// <summary>The activity that waits for the result.</summary>
    public ActivityContext Caller { get; } = Activity.Current?.Context ?? default;

    /// <summary>Takes the request for processing; false if it was cancelled.</summary>
    public bool TryTake() => Interlocked.Exchange(ref _isTaken, 1) == 0;

    public void Complete(TResult result) => _outcome.TrySetResult(result);

    public void Fail(Exception failure) => _outcome.TrySetException(failure);

    /// <summary>Waits for the result. Cancellation ends the wait only if the group has not taken the request.</summary>
    public async Task<TResult> WaitAsync(CancellationToken cancellationToken)
    {
        await using (cancellationToken.UnsafeRegister(static (request, token) => ((GroupRequest<TResult>)request!).Cancel(token), this))
            return await _outcome.Task;
    }

    private void Cancel(CancellationToken cancellationToken)
    {
        if (TryTake())
            _outcome.TrySetCanceled(cancellationToken);
    }
}

/// <summary>A request to read the row of a key, and the row that it references. The result has those that exist.</summary>
internal sealed class ReadRequest(DbContext db, RowSelection selection, RowId row) : GroupRequest<IReadOnlyList<RowSnapshot>>(db)
{
    public RowSelection Selection => selection;

    public RowId Row => row;
}

/// <summary>
/// A request to commit what one transaction has to write, if the rows of its snapshots are still as they were read. The result is
/// always true.
/// </summary>
internal sealed class CommitRequest(
    DbContext db, IReadOnlyList<RowSnapshot> snapshots, IReadOnlyList<PendingChange> changes, OutboxChanges outbox)
    : GroupRequest<bool>(db)
{
    public IReadOnlyList<RowSnapshot> Snapshots => snapshots;

    public IReadOnlyList<PendingChange> Changes => changes;

    public OutboxChanges Outbox => outbox;
}
