namespace Shared;

/// <summary>Runs once what many want at the same time: whoever comes while it runs shares its outcome.</summary>
internal sealed class SingleFlight<T>
{
    private readonly Lock _lock = new();
    private Task<T>? _running;

    /// <summary>Joins what runs, or begins it.</summary>
    /// <param name="run">What runs. It is never cancelled, because others may wait for it.</param>
    /// <param name="cancellationToken">Ends this caller's waiting.</param>
    public Task<T> JoinAsync(Func<Task<T>> run, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_running is null or { IsCompleted: true })
                _running = Task.Run(run, CancellationToken.None);

            return _running.WaitAsync(cancellationToken);
        }
    }
}
