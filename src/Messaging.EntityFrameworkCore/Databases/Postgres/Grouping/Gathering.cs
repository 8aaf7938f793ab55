namespace Messaging.EntityFrameworkCore.Databases.Postgres.Grouping;

/// <summary>
/// Work that is cheaper for several at once. Whoever comes alone is served at once; what comes meanwhile is served together,
/// next.
/// </summary>
/// <param name="limit">How many are served together at most.</param>
/// <param name="serve">Serves some of them, and tells each its outcome: it must not throw.</param>
internal sealed class Gathering<T>(int limit, Func<IReadOnlyList<T>, Task> serve)
{
    private readonly Lock _gate = new();
    private readonly Queue<T> _waiting = new();
    private bool _isServing;

    public void Add(T item)
    {
        lock (_gate)
        {
            _waiting.Enqueue(item);
            if (_isServing)
                return;

            _isServing = true;
        }

        // It goes on for others than the one who happens to start it, whose activity and log scope are not theirs. Those who
        // come at the same time as the first are let in with it.
        ThreadPool.UnsafeQueueUserWorkItem(static gathering => _ = gathering.ServeAllAsync(), this, preferLocal: false);
    }

    private async Task ServeAllAsync()
    {
        while (Next() is { Count: > 0 } next)
            await serve(next);
    }

    private List<T> Next()
    {
        lock (_gate)
        {
            var next = new List<T>(Math.Min(limit, _waiting.Count));
            while (next.Count < limit && _waiting.TryDequeue(out var item))
                next.Add(item);

            _isServing = next.Count > 0;
            return next;
        }
    }
}
