using MassTransit.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Host.Transport;

/// <summary>
/// Hands a consumer its deliveries with the few properties that anything here reads. The publisher's others direct nothing (R47), not
/// even on the way to the error queue: a user id there would close our channel, and headers could outgrow the frame.
/// </summary>
/// <param name="consumer">MassTransit's consumer of the queue.</param>
/// <param name="isUpstream">
/// Whether outsiders publish to the queue. Then even the message's id, which may be anybody's, and the trace are not theirs to choose.
/// </param>
internal sealed class BoundedDeliveries(IAsyncBasicConsumer consumer, bool isUpstream) : IAsyncBasicConsumer
{
    public IChannel? Channel => consumer.Channel;

    public Task HandleBasicDeliverAsync(
        string consumerTag, ulong deliveryTag, bool redelivered, string exchange, string routingKey, IReadOnlyBasicProperties properties,
        ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        consumer.HandleBasicDeliverAsync(
            consumerTag, deliveryTag, redelivered, exchange, routingKey, Bounded(properties), body, cancellationToken);

    public Task HandleBasicConsumeOkAsync(string consumerTag, CancellationToken cancellationToken) =>
        consumer.HandleBasicConsumeOkAsync(consumerTag, cancellationToken);

    public Task HandleBasicCancelAsync(string consumerTag, CancellationToken cancellationToken) =>
        consumer.HandleBasicCancelAsync(consumerTag, cancellationToken);

    public Task HandleBasicCancelOkAsync(string consumerTag, CancellationToken cancellationToken) =>
        consumer.HandleBasicCancelOkAsync(consumerTag, cancellationToken);

    public Task HandleChannelShutdownAsync(object channel, ShutdownEventArgs reason) =>
        consumer.HandleChannelShutdownAsync(channel, reason);

    private BasicProperties Bounded(IReadOnlyBasicProperties given)
    {
        var properties = new BasicProperties
        {
            ContentType = given.ContentType,
            MessageId = isUpstream ? Guid.CreateVersion7().ToString() : given.MessageId,
            Persistent = true,
        };
        if (!isUpstream && given.Headers?.TryGetValue(DiagnosticHeaders.ActivityId, out var trace) == true)
            properties.Headers = new Dictionary<string, object?> { [DiagnosticHeaders.ActivityId] = trace };

        return properties;
    }
}
