using Microsoft.Extensions.Options;

namespace Notifications.Webhooks;

/// <summary>
/// Bounds the attempts at one subscriber in this process, so that one that is slow or dead holds up no other (R70). An attempt that finds
/// no slot is told when to come again: those that wait come one after the other, as fast as the subscriber has lately answered.
/// </summary>
internal sealed class SubscriberSlots(IOptions<WebhookOptions> options, TimeProvider clock)
{
    private static readonly TimeSpan _shortestWait = TimeSpan.FromMilliseconds(200);

    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, Subscriber> _subscribers = [];

    /// <summary>Takes a slot until it is disposed; null if there is none before <paramref name="comeAgain"/>.</summary>
    public Slot? TryTake(Guid webhookId, out DateTimeOffset comeAgain)
    {
        var limit = options.Value.ConcurrencyPerSubscriber;
        var now = clock.GetUtcNow();
        lock (_gate)
        {
            if (!_subscribers.TryGetValue(webhookId, out var subscriber))
                _subscribers[webhookId] = subscriber = new Subscriber();

            if (subscriber.Taken < limit)
            {
                subscriber.Taken++;
                comeAgain = now;
                return new Slot(this, webhookId, clock.GetTimestamp());
            }

            var earliest = now + _shortestWait;
            comeAgain = subscriber.NextFree > earliest ? subscriber.NextFree : earliest;
            subscriber.NextFree = comeAgain + (subscriber.Duration / limit);
            return null;
        }
    }

    private void Return(Slot slot)
    {
        var took = clock.GetElapsedTime(slot.TakenAt);
        lock (_gate)
        {
            var subscriber = _subscribers[slot.WebhookId];
            subscriber.Taken--;
            subscriber.Duration = ((3 * subscriber.Duration) + took) / 4;

            // What is forgotten begins anew.
            if (subscriber.Taken == 0 && subscriber.NextFree <= clock.GetUtcNow())
                _subscribers.Remove(slot.WebhookId);
        }
    }

    public sealed class Slot(SubscriberSlots slots, Guid webhookId, long takenAt) : IDisposable
    {
        public Guid WebhookId => webhookId;

        public long TakenAt => takenAt;

        public void Dispose() => slots.Return(this);
    }

    private sealed class Subscriber
    {
        public int Taken { get; set; }

        /// <summary>How long its attempts have lately taken.</summary>
        public TimeSpan Duration { get; set; } = TimeSpan.FromSeconds(1);

        /// <summary>When the next that finds no slot may come.</summary>
        public DateTimeOffset NextFree { get; set; }
    }
}
