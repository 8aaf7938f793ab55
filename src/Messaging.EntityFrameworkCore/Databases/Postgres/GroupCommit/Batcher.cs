namespace Messaging.EntityFrameworkCore.Databases.Postgres.GroupCommit;

/// <summary>
/// Processes requests in batches. A request that arrives while no batch is in process is processed immediately; requests that arrive
/// while a batch is in process make up the next batch, up to the limit. Processing must report failures to the requests, not throw them.
/// </summary>
internal sealed class Batcher<TRequest, TResult>(int limit, Func<IReadOnlyList<TRequest>, Task> process)
    where TRequest : GroupRequest<TResult>
{
    private readonly Lock _gate = new();
    private readonly Queue<TRequest> _waiting = new();
    private bool _isProcessing;

    public void Add(TRequest request)
    {
        lock (_gate)
        {
            _waiting.Enqueue(request);
            if (_isProcessing)
                return;

            _isProcessing = true;
        }

        // A batch has requests of several callers, so it must not run in the activity and log scope of the first one. The thread
        // pool also lets requests that arrive at the same time as the first one join its batch.
        ThreadPool.UnsafeQueueUserWorkItem(static batcher => _ = batcher.ProcessAllAsync(), this, preferLocal: false);
    }

    private async Task ProcessAllAsync()
    {
        SuspendedExecutionStrategy.Suspend();
        while (Next() is { Count: > 0 } next)
            await process(next);
    }

    private List<TRequest> Next()
    {
        lock (_gate)
        {
            var next = new List<TRequest>(Math.Min(limit, _waiting.Count));
            while (next.Count < limit && _waiting.TryDequeue(out var request))
            {
                if (request.TryTake())
                    next.Add(request);
            }

            _isProcessing = next.Count > 0;
            return next;
        }
    }
}
