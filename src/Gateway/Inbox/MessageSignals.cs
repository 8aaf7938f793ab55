using System.Collections.Concurrent;
using System.Threading.Channels;
using MassTransit;

namespace Gateway.Inbox;

/// <summary>Wakes the streams of a recipient, on this instance, when a message of theirs was stored.</summary>
internal sealed class MessageSignals
{
    private const int MaxWaiting = 256;

    private readonly ConcurrentDictionary<Subscription, string> _subscriptions = new();

    public Subscription Subscribe(string recipientId)
    {
        var subscription = new Subscription(this);
        _subscriptions[subscription] = recipientId;
        return subscription;
    }

    public void Signal(string recipientId, Guid messageId)
    {
        foreach (var (subscription, recipient) in _subscriptions)
        {
            if (recipient == recipientId)
                subscription.Messages.Writer.TryWrite(messageId);
        }
    }

    internal sealed class Subscription(MessageSignals signals) : IDisposable
    {
        /// <summary>What was stored and not yet looked at; the oldest are dropped when a reader is too slow.</summary>
        public Channel<Guid> Messages { get; } =
            Channel.CreateBounded<Guid>(new BoundedChannelOptions(MaxWaiting) { FullMode = BoundedChannelFullMode.DropOldest });

        public void Dispose() => signals._subscriptions.TryRemove(this, out _);
    }
}

/// <summary>Every gateway instance hears of every stored message, and wakes the streams that it holds.</summary>
internal sealed class InAppMessageDeliveredConsumer(MessageSignals signals) : IConsumer<InAppMessageDelivered>
{
    public Task Consume(ConsumeContext<InAppMessageDelivered> context)
    {
        signals.Signal(context.Message.RecipientId, context.Message.MessageId);
        return Task.CompletedTask;
    }
}
