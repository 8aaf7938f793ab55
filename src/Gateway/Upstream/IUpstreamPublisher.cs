using MassTransit;

namespace Gateway.Upstream;

/// <summary>Passes on what came in through the HTTP door for upstream events.</summary>
public interface IUpstreamPublisher
{
    /// <summary>
    /// Publishes messages of <c>Contracts.Messages</c>. Once it returns, none of them can be lost; when it throws, some
    /// may have left, and the sender gives all of them again.
    /// </summary>
    Task PublishAsync(IReadOnlyList<object> messages, CancellationToken cancellationToken);
}

/// <summary>Publishes on the bus and waits until the broker has confirmed each message.</summary>
internal sealed class BusUpstreamPublisher(IBus bus) : IUpstreamPublisher
{
    public Task PublishAsync(IReadOnlyList<object> messages, CancellationToken cancellationToken) =>
        Task.WhenAll(messages.Select(message => bus.Publish(message, message.GetType(), cancellationToken)));
}
