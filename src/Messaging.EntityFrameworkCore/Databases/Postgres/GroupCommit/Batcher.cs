namespace Messaging.EntityFrameworkCore.Databases.Postgres.GroupCommit;

/// <summary>An item of a <see cref="Batcher{T}"/>.</summary>
internal interface IBatchable
{
    /// <summary>Takes the item for processing; false if it is no longer to be processed.</summary>
    bool TryTake();
}

/// <summary>
/// Processes items in batches. An item that arrives while no batch is in process is processed immediately; items that arrive
/// while a batch is in process make up the next batch.
/// </summary>
/// <param name="limit">The largest number of items of a batch.</param>
/// <param name="process">Processes a batch. It must report failures to the items and must not throw.</param>
internal sealed class Batcher<T>(int limit, Func<IReadOnlyList<T>, Task> process)
    where T : IBatchable
{
    private readonly Lock _gate = new();
    private readonly Queue<T> _waiting = new();
    private bool _isProcessing;

    public void Add(T item)
    {
        lock (_gate)
        {
            _waiting.Enqueue(item);
            if (_isProcessing)
                return;

            _isProcessing = true;
        }

        // A batch has items of several callers, so it must not run in the activity and log scope of the first one. The thread
        // pool also lets items that arrive at the same time as the first one join its batch.
        ThreadPool.UnsafeQueueUserWorkItem(static batcher => _ = batcher.ProcessAllAsync(), this, preferLocal: false);
    }

    private async Task ProcessAllAsync()
    {
        SuspendedExecutionStrategy.Suspend();
        while (Next() is { Count: > 0 } next)
            await process(next);
    }

    private List<T> Next()
    {
        lock (_gate)
        {
            var next = new List<T>(Math.Min(limit, _waiting.Count));
            while (next.Count < limit && _waiting.TryDequeue(out var item))
            {
                if (item.TryTake())
                    next.Add(item);
            }

            _isProcessing = next.Count > 0;
            return next;
        }
    }
}
