using Microsoft.Extensions.Options;

namespace Notifications.Webhooks;

/// <summary>
/// Bounds the attempts at one subscriber in this process, so that one that is slow or dead holds up no other (R70): those that hang have
/// one slot each, of a quarter of all. An attempt that finds no slot is told when to come again: those that wait come one after the
/// other, as fast as the subscriber has lately answered, and within <see cref="LongestWait"/> while they are few.
/// </summary>
internal sealed class SubscriberSlots(IOptions<WebhookOptions> options, TimeProvider clock)
{
    /// <summary>A subscriber that has recovered is told again within this time, or later if more than 1,500 wait for it.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan _shortestWait = TimeSpan.FromMilliseconds(200);

    /// <summary>Beyond that time they come so far apart: what a subscriber costs does not grow with what waits for it.</summary>
    private static readonly TimeSpan _spacing = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, Subscriber> _subscribers = [];
    private int _takenByHanging;

    /// <summary>Takes a slot until it is disposed; null if there is none before <paramref name="comeAgain"/>.</summary>
    public Slot? TryTake(Guid webhookId, out DateTimeOffset comeAgain)
    {
        var now = clock.GetUtcNow();
        lock (_gate)
        {
            if (!_subscribers.TryGetValue(webhookId, out var subscriber))
                _subscribers[webhookId] = subscriber = new Subscriber();

            var limit = subscriber.Hangs ? 1 : options.Value.ConcurrencyPerSubscriber;
            if (subscriber.Taken < limit && !(subscriber.Hangs && _takenByHanging >= Math.Max(1, options.Value.Concurrency / 4)))
            {
                subscriber.Taken++;
                _takenByHanging += subscriber.Hangs ? 1 : 0;
                comeAgain = now;
                return new Slot(this, webhookId, subscriber.Hangs, clock);
            }

            comeAgain = Later(subscriber.NextFree, now + _shortestWait);
            if (comeAgain <= now + LongestWait)
            {
                subscriber.NextFree = comeAgain + (subscriber.Duration / limit);
                return null;
            }

            comeAgain = Later(subscriber.NextInLine, now + (LongestWait / 2));
            subscriber.NextInLine = comeAgain + _spacing;
            return null;
        }
    }

    /// <summary>Whether the subscriber hangs, as far as this process has seen.</summary>
    public bool Hangs(Guid webhookId)
    {
        lock (_gate)
            return _subscribers.TryGetValue(webhookId, out var subscriber) && subscriber.Hangs;
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    /// <param name="slot">The slot.</param>
    /// <param name="took">How long the attempt took; null if none was made.</param>
    private void Return(Slot slot, TimeSpan? took)
    {
        var now = clock.GetUtcNow();
        lock (_gate)
        {
            var subscriber = _subscribers[slot.WebhookId];
            subscriber.Taken--;
            _takenByHanging -= slot.IsOfHanging ? 1 : 0;
            if (took is { } duration)
            {
                // Those that come now need not wait for as long as it took before.
                if (duration < subscriber.Duration && subscriber.NextFree > now)
                    subscriber.NextFree = now + ((subscriber.NextFree - now) * (duration / subscriber.Duration));

                subscriber.Duration = duration < subscriber.Duration ? duration : ((3 * subscriber.Duration) + duration) / 4;
                subscriber.Hangs = duration >= options.Value.Timeout / 3;
            }

            // What is forgotten begins anew.
            if (subscriber.Taken == 0 && !subscriber.Hangs && subscriber.NextFree <= now)
                _subscribers.Remove(slot.WebhookId);
        }
    }

    public sealed class Slot(SubscriberSlots slots, Guid webhookId, bool isOfHanging, TimeProvider clock) : IDisposable
    {
        private TimeSpan? _took;

        public Guid WebhookId => webhookId;

        public bool IsOfHanging => isOfHanging;

        /// <summary>Makes the attempt. Its length says how fast the subscriber answers.</summary>
        public async Task<T> MeasureAsync<T>(Func<Task<T>> attempt)
        {
            var startedAt = clock.GetTimestamp();
            try
            {
                return await attempt();
            }
            finally
            {
                _took = clock.GetElapsedTime(startedAt);
            }
        }

        public void Dispose() => slots.Return(this, _took);
    }

    private sealed class Subscriber
    {
        public int Taken { get; set; }

        /// <summary>How long its attempts have lately taken.</summary>
        public TimeSpan Duration { get; set; } = TimeSpan.FromSeconds(1);

        /// <summary>When the next that finds no slot may come.</summary>
        public DateTimeOffset NextFree { get; set; }

        /// <summary>When the next may come of those that would wait for too long.</summary>
        public DateTimeOffset NextInLine { get; set; }

        /// <summary>Whether the attempt that ended last took a third of what one may, or more.</summary>
        public bool Hangs { get; set; }
    }
}
