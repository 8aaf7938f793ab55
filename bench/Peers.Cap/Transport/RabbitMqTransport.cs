using DotNetCore.CAP;
using DotNetCore.CAP.Internal;
using DotNetCore.CAP.Messages;
using DotNetCore.CAP.Transport;
using RabbitMQ.Client;

namespace Peers.Cap.Transport;

/// <summary>Publishes to the topic exchange; returns when the broker has confirmed the message.</summary>
internal sealed class RabbitMqTransport(RabbitMqConnections connections) : ITransport
{
    private readonly Lazy<Task<IChannel>> _channel = new(() => OpenAsync(connections));

    public BrokerAddress BrokerAddress => connections.Address;

    public async Task<OperateResult> SendAsync(TransportMessage message)
    {
        var properties = new BasicProperties
        {
            MessageId = message.GetId(),
            Persistent = true,
            Headers = message.Headers.ToDictionary(header => header.Key, header => (object?)header.Value),
        };
        try
        {
            var channel = await _channel.Value;
            await channel.BasicPublishAsync(RabbitMqExtension.Exchange, message.GetName(), mandatory: false, properties, message.Body);
            return OperateResult.Success;
        }
        catch (Exception failure)
        {
            return OperateResult.Failed(new PublisherSentFailedException(failure.Message, failure));
        }
    }

    private static async Task<IChannel> OpenAsync(RabbitMqConnections connections)
    {
        var connection = await connections.Publishing;
        var channel = await connection.CreateChannelAsync(new CreateChannelOptions(
            publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true,
            outstandingPublisherConfirmationsRateLimiter: null));
        await channel.ExchangeDeclareAsync(RabbitMqExtension.Exchange, ExchangeType.Topic, durable: true);
        return channel;
    }
}
