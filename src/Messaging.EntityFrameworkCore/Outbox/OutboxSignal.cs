using System.Threading.Channels;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>The signal by which a commit wakes the dispatcher of the same process.</summary>
internal sealed class OutboxSignal<TDbContext>
    where TDbContext : DbContext
{
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(1);

    /// <summary>Sets the signal. If it is set already, the dispatcher's next claim covers both.</summary>
    public void Set() => _signal.Writer.TryWrite(true);

    /// <summary>Waits for the signal, at most for <paramref name="interval"/> on <paramref name="clock"/>.</summary>
    public async Task WaitAsync(TimeSpan interval, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(interval, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await _signal.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The interval has passed.
        }
    }
}
