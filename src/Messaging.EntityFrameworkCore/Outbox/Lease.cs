using System.Diagnostics;
using Messaging.EntityFrameworkCore.Databases;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>
/// The time for which outbox rows belong to one holder: the process that commits them, or the one that claims them. It begins just
/// before the statement that writes <see cref="Until"/> into the rows, so it never lasts longer than other processes see. They see it
/// longer by as much as their clocks may be ahead of this one's.
/// </summary>
internal sealed class Lease : IDisposable
{
    private readonly CancellationTokenSource _sends;
    private readonly TimeSpan _timeToSend;
    private readonly long _begunAt = Stopwatch.GetTimestamp();

    /// <summary>Begins a lease. Its sends also end when <paramref name="cancellationToken"/> is cancelled.</summary>
    public Lease(OutboxOptions options, TimeProvider clock, CancellationToken cancellationToken)
    {
        var length = options.Lease;
        Until = (clock.GetUtcNow() + length + (2 * (options.ClockTolerance ?? TimeSpan.Zero))).ToMicroseconds();
        _sends = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _timeToSend = 0.9 * length;
        _sends.CancelAfter(_timeToSend);
    }

    /// <summary>
    /// The end of the lease, as <see cref="OutboxMessage.NextAttemptAt"/> of its rows. A row with another value has another holder.
    /// </summary>
    public DateTimeOffset Until { get; }

    /// <summary>
    /// Ends all sends of the lease, in real time, whatever the clock says meanwhile. The last tenth of the lease is left for releasing
    /// the rows that were not sent.
    /// </summary>
    public CancellationToken Token => _sends.Token;

    /// <summary>The token for a send that begins now. The timer may fire late on a busy machine, so the elapsed time counts too.</summary>
    public CancellationToken BeginSend()
    {
        if (Stopwatch.GetElapsedTime(_begunAt) >= _timeToSend)
            _sends.Cancel();

        return Token;
    }

    public void Dispose() => _sends.Dispose();
}
