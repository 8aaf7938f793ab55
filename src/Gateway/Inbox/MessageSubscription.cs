using System.Threading.Channels;

namespace Gateway.Inbox;

/// <summary>What one stream is given by its user's feed.</summary>
internal sealed class MessageSubscription(Action<MessageSubscription> remove) : IDisposable
{
    private const int MaxWaiting = 256;

    private readonly Channel<InboxMessage> _messages = Channel.CreateBounded<InboxMessage>(MaxWaiting);

    /// <summary>
    /// The messages, each once. They end when newer streams of the user take this one's place, and when its reader is too slow for
    /// them; they fail when they can't be read.
    /// </summary>
    public ChannelReader<InboxMessage> Messages => _messages.Reader;

    /// <summary>Whether newer streams of the user took its place.</summary>
    public bool IsDisplaced { get; private set; }

    public void Give(IEnumerable<InboxMessage> messages)
    {
        if (!messages.All(_messages.Writer.TryWrite))
            _messages.Writer.TryComplete();
    }

    public void Displace()
    {
        IsDisplaced = true;
        _messages.Writer.TryComplete();
    }

    public void End(Exception reason) => _messages.Writer.TryComplete(reason);

    public void Dispose() => remove(this);
}
