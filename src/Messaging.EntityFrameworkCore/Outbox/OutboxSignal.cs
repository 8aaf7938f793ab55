namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>The signal by which a commit wakes the dispatcher of the same process.</summary>
internal sealed class OutboxSignal<TDbContext> : IDisposable
    where TDbContext : DbContext
{
    private readonly SemaphoreSlim _signal = new(0, 1);

    public void Set()
    {
        try
        {
            _signal.Release();
        }
        catch (SemaphoreFullException)
        {
            // The signal is set already; the dispatcher's next claim covers both.
        }
    }

    /// <summary>Waits for the signal, at most for <paramref name="interval"/> on <paramref name="clock"/>.</summary>
    public async Task WaitAsync(TimeSpan interval, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(interval, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await _signal.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The interval has passed.
        }
    }

    public void Dispose() => _signal.Dispose();
}
