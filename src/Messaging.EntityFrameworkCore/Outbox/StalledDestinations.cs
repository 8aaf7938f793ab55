using System.Collections.Concurrent;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>
/// Where this process's outbox can't get rid of its messages: sends ran out of their lease again and again, and none was
/// confirmed in between. Nothing is lost by that, but while the broker answers, waiting may not mend it: who waits for a turn on
/// a channel as its connection breaks is never woken by RabbitMQ.Client 7.2.2.
/// </summary>
public sealed class StalledDestinations(TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, Stall> _stalls = new(StringComparer.Ordinal);

    /// <summary>True when the last send to some destination ran out of time.</summary>
    public bool Any => !_stalls.IsEmpty;

    /// <summary>
    /// The addresses to which all sends failed that were tried over a period of at least <paramref name="period"/>: one
    /// that was tried only once is not among them, however long ago that was.
    /// </summary>
    public IReadOnlyList<string> For(TimeSpan period) =>
        [.. _stalls.Where(stall => clock.GetElapsedTime(stall.Value.First, stall.Value.Last) >= period).Select(stall => stall.Key)];

    /// <summary>To be called when there is a reason for what was seen so far, such as a broker that is away.</summary>
    public void Forget() => _stalls.Clear();

    internal void TimedOut(string destination)
    {
        var now = clock.GetTimestamp();
        _stalls.AddOrUpdate(destination, static (_, at) => new Stall(at, at), static (_, stall, at) => stall with { Last = at }, now);
    }

    internal void Confirmed(string destination)
    {
        if (Any)
            _stalls.TryRemove(destination, out _);
    }

    private readonly record struct Stall(long First, long Last);
}
