using Gateway.Http;
using MassTransit;
using Microsoft.Extensions.Options;

namespace Gateway.Inbox;

/// <summary>The feeds of those who listen on this instance, one for each user however many streams they have.</summary>
internal sealed class MessageFeeds(ServiceClient services, IOptions<GatewayOptions> options)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, MessageFeed> _feeds = new(StringComparer.Ordinal);

    /// <summary>
    /// Subscribes to what is stored for the user from now on. A user's oldest subscription ends when there are more than
    /// <c>Gateway:StreamsPerUser</c>.
    /// </summary>
    public async Task<MessageSubscription> SubscribeAsync(string recipientId, CancellationToken cancellationToken)
    {
        MessageFeed? feed;
        MessageSubscription subscription;
        lock (_lock)
        {
            if (!_feeds.TryGetValue(recipientId, out feed) || feed.HasEnded)
                _feeds[recipientId] = feed = MessageFeed.Start(services, recipientId, _lock);

            subscription = new MessageSubscription(ended => Remove(recipientId, feed, ended));
            feed.Add(subscription, options.Value.StreamsPerUser);
        }

        try
        {
            await feed.Started.WaitAsync(cancellationToken);
            return subscription;
        }
        catch
        {
            subscription.Dispose();
            throw;
        }
    }

    /// <summary>Tells the recipient's feed, if there is one, that a message was stored.</summary>
    public void Signal(string recipientId, Guid messageId)
    {
        lock (_lock)
            _feeds.GetValueOrDefault(recipientId)?.Signal(messageId);
    }

    private void Remove(string recipientId, MessageFeed feed, MessageSubscription ended)
    {
        lock (_lock)
        {
            if (feed.Remove(ended))
                return;

            feed.Dispose();

            // A feed that failed may have been followed by another.
            if (_feeds.GetValueOrDefault(recipientId) == feed)
                _feeds.Remove(recipientId);
        }
    }
}

/// <summary>Every gateway instance hears of every stored message, and tells the feed of its recipient.</summary>
internal sealed class InAppMessageDeliveredConsumer(MessageFeeds feeds) : IConsumer<InAppMessageDelivered>
{
    public Task Consume(ConsumeContext<InAppMessageDelivered> context)
    {
        feeds.Signal(context.Message.RecipientId, context.Message.MessageId);
        return Task.CompletedTask;
    }
}
