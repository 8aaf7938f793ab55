using MassTransit;

namespace Gateway.Upstream;

/// <summary>Publishes on the bus and waits until the broker has confirmed each message.</summary>
internal sealed class BusUpstreamPublisher(IBus bus) : IUpstreamPublisher
{
    public Task PublishAsync(IReadOnlyList<object> messages, CancellationToken cancellationToken) =>
        Task.WhenAll(messages.Select(message => bus.Publish(message, message.GetType(), cancellationToken)));
}
