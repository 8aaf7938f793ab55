namespace Messaging.EntityFrameworkCore.Databases.Postgres.GroupCommit;

/// <summary>A request of one transaction to a <see cref="TransactionGroup"/>. It can be cancelled until its turn.</summary>
/// <typeparam name="TResult">The result.</typeparam>
/// <param name="db">The DbContext of the transaction. The group may use its connection until the request is completed.</param>
internal abstract class GroupRequest<TResult>(DbContext db) : IBatchable
{
    private readonly TaskCompletionSource<TResult> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _isTaken;

    public DbContext Db => db;

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
