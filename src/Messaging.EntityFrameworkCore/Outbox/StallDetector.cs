using System.Collections.Concurrent;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>
/// Detects stalled destinations: those to which this process's outbox sends again and again until the lease expires, without a
/// confirmation in between. No message is lost, but if the broker is reachable, waiting may not help: RabbitMQ.Client 7.2.2
/// never wakes a sender that waits for its turn on a channel when the connection breaks.
/// </summary>
public sealed class StallDetector(TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, Stall> _stalls = new(StringComparer.Ordinal);

    /// <summary>True if the last send to some destination timed out.</summary>
    public bool HasStalls => !_stalls.IsEmpty;

    /// <summary>
    /// The destinations whose first and last timed-out sends are at least <paramref name="period"/> apart, without a
    /// confirmation in between. A destination with a single timed-out send is not among them, however long ago that was.
    /// </summary>
    public IReadOnlyList<string> StalledFor(TimeSpan period) =>
        [.. _stalls.Where(stall => clock.GetElapsedTime(stall.Value.First, stall.Value.Last) >= period).Select(stall => stall.Key)];

    /// <summary>Forgets all timeouts so far, because they have a known cause such as an unreachable broker.</summary>
    public void Reset() => _stalls.Clear();

    /// <summary>True if the last send to <paramref name="destination"/> timed out.</summary>
    internal bool IsStalled(string destination) => _stalls.ContainsKey(destination);

    /// <summary>
    /// Whether a handler may wait for a confirmation from <paramref name="destination"/>. After a timeout only one of them may in each
    /// <paramref name="period"/>, so that a stalled destination does not hold all handlers.
    /// </summary>
    internal bool MaySend(string destination, TimeSpan period)
    {
        if (!_stalls.TryGetValue(destination, out var stall))
            return true;

        return clock.GetElapsedTime(stall.TriedAt) >= period
            && _stalls.TryUpdate(destination, stall with { TriedAt = clock.GetTimestamp() }, stall);
    }

    internal void RecordTimeout(string destination)
    {
        var now = clock.GetTimestamp();
        _stalls.AddOrUpdate(
            destination,
            static (_, at) => new Stall(at, at, at),
            static (_, stall, at) => stall with { Last = at, TriedAt = at },
            now);
    }

    internal void RecordConfirmation(string destination)
    {
        if (HasStalls)
            _stalls.TryRemove(destination, out _);
    }

    private readonly record struct Stall(long First, long Last, long TriedAt);
}
