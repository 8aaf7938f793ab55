using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using TestKit.Servers;

namespace Feedback.Bench.Peers;

/// <summary>The program that publishes commands and consumes events: the same for each contender but for the format.</summary>
internal sealed class PeerDriver : IAsyncDisposable
{
    private const ushort PrefetchCount = 32;

    private readonly IConnection _connection;
    private readonly IChannel _publishing;
    private readonly WireFormat _format;

    private PeerDriver(IConnection connection, IChannel publishing, WireFormat format)
    {
        _connection = connection;
        _publishing = publishing;
        _format = format;
    }

    public static async Task<PeerDriver> StartAsync(RabbitMqAddress broker, WireFormat format, CancellationToken cancellationToken)
    {
        var connection = await new ConnectionFactory { Uri = broker.Uri }.CreateConnectionAsync(cancellationToken);

        // Without the limit on what is not confirmed yet: the flows bound what is under way.
        var confirmed = new CreateChannelOptions(
            publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true,
            outstandingPublisherConfirmationsRateLimiter: null);
        return new PeerDriver(connection, await connection.CreateChannelAsync(confirmed, cancellationToken), format);
    }

    /// <summary>Returns when the broker has confirmed the message.</summary>
    public async Task PublishAsync(string command, object body, CancellationToken cancellationToken)
    {
        var message = _format.Write(command, Guid.CreateVersion7(), body);
        await _publishing.BasicPublishAsync(
            message.Exchange, message.RoutingKey, mandatory: true, message.Properties, message.Body, cancellationToken);
    }

    /// <summary>Consumes every event of that name through a durable quorum queue of its own, until disposal.</summary>
    /// <param name="event">The name of the event.</param>
    /// <param name="observe">Gets the contract of each.</param>
    /// <param name="cancellationToken">Stops the preparation.</param>
    public async Task<IAsyncDisposable> ObserveAsync(string @event, Action<string> observe, CancellationToken cancellationToken)
    {
        var channel = await _connection.CreateChannelAsync(cancellationToken: cancellationToken);
        var queue = $"bench-{Guid.NewGuid():N}";
        var (exchange, routingKey) = _format.SourceOf(@event);
        var arguments = new Dictionary<string, object?> { ["x-queue-type"] = "quorum" };
        await channel.QueueDeclareAsync(
            queue, durable: true, exclusive: false, autoDelete: false, arguments, cancellationToken: cancellationToken);
        await channel.QueueBindAsync(queue, exchange, routingKey, cancellationToken: cancellationToken);
        await channel.BasicQosAsync(prefetchSize: 0, PrefetchCount, global: false, cancellationToken);

        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            observe(WireFormat.ContractOf(delivery.Body.Span));
            await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false);
        };
        await channel.BasicConsumeAsync(queue, autoAck: false, consumer, cancellationToken);
        return new Observation(channel, queue);
    }

    public async ValueTask DisposeAsync()
    {
        await _publishing.DisposeAsync();
        await _connection.DisposeAsync();
    }

    /// <summary>Deletes the queue at its end, or it would go on filling.</summary>
    private sealed class Observation(IChannel channel, string queue) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await channel.QueueDeleteAsync(queue);
            await channel.DisposeAsync();
        }
    }
}
