using System.Threading.Channels;
using Gateway.Http;

namespace Gateway.Inbox;

/// <summary>Follows one user's inbox, and gives what is stored there to all that subscribed: one query, however many they are.</summary>
internal sealed class MessageFeed : IDisposable
{
    private const int MaxWaiting = 256;

    private readonly MissedMessages _inbox;
    private readonly Lock _lock;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationToken _stopped;
    private readonly List<MessageSubscription> _subscriptions = [];
    private readonly Channel<Guid> _stored =
        Channel.CreateBounded<Guid>(new BoundedChannelOptions(MaxWaiting) { FullMode = BoundedChannelFullMode.DropOldest });

    private MessageFeed(ServiceClient services, string recipientId, Lock guard)
    {
        _inbox = new MissedMessages(services, recipientId, last: null);
        _lock = guard;
        _stopped = _stop.Token;
        Started = Task.Run(() => _inbox.StartAsync(_stopped));
    }

    /// <summary>Succeeds when the newest message of the inbox is known: those that come after it are given.</summary>
    public Task Started { get; }

    /// <summary>Whether it has failed or stopped.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Starts a feed that <paramref name="guard"/> protects: its members are used under that lock.</summary>
    public static MessageFeed Start(ServiceClient services, string recipientId, Lock guard)
    {
        var feed = new MessageFeed(services, recipientId, guard);
        _ = feed.RunAsync();
        return feed;
    }

    public void Signal(Guid messageId) => _stored.Writer.TryWrite(messageId);

    public void Add(MessageSubscription subscription, int limit)
    {
        _subscriptions.Add(subscription);
        if (_subscriptions.Count > limit)
        {
            _subscriptions[0].Displace();
            _subscriptions.RemoveAt(0);
        }
    }

    /// <summary>Removes it; whether any is left.</summary>
    public bool Remove(MessageSubscription subscription)
    {
        _subscriptions.Remove(subscription);
        return _subscriptions.Count > 0;
    }

    /// <summary>Stops it. A subscription that was displaced may end after the last of the others.</summary>
    public void Dispose()
    {
        if (_stopped.IsCancellationRequested)
            return;

        _stop.Cancel();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            await Started;
            while (await _stored.Reader.WaitToReadAsync(_stopped))
            {
                List<Guid> stored = [];
                while (_stored.Reader.TryRead(out var messageId))
                    stored.Add(messageId);

                Give(await _inbox.ReadAsync(stored, _stopped));
            }
        }
        catch (Exception exception)
        {
            End(exception);
        }
    }

    private void Give(IReadOnlyList<InboxMessage> messages)
    {
        lock (_lock)
        {
            foreach (var subscription in _subscriptions)
                subscription.Give(messages);
        }
    }

    private void End(Exception reason)
    {
        lock (_lock)
        {
            HasEnded = true;
            foreach (var subscription in _subscriptions)
                subscription.End(reason);
        }
    }
}
