using System.Text;
using DotNetCore.CAP.Messages;
using DotNetCore.CAP.Transport;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using CapHeaders = DotNetCore.CAP.Messages.Headers;

namespace Peers.Cap.Transport;

internal sealed class RabbitMqConsumerFactory(RabbitMqConnections connections) : IConsumerClientFactory
{
    public async Task<IConsumerClient> CreateAsync(string groupName, byte groupConcurrent)
    {
        var concurrency = Math.Max((ushort)1, groupConcurrent);
        var connection = await connections.Consuming;
        var channel = await connection.CreateChannelAsync(new CreateChannelOptions(
            publisherConfirmationsEnabled: false, publisherConfirmationTrackingEnabled: false, consumerDispatchConcurrency: concurrency));
        return new RabbitMqConsumer(connections.Address, channel, groupName, concurrency);
    }
}

/// <summary>Consumes a group's queue: as many messages at once as the group allows, and no more of them fetched.</summary>
internal sealed class RabbitMqConsumer(BrokerAddress address, IChannel channel, string group, ushort concurrency) : IConsumerClient
{
    public BrokerAddress BrokerAddress => address;

    public Func<TransportMessage, object?, Task>? OnMessageCallback { get; set; }

    public Action<LogMessageEventArgs>? OnLogCallback { get; set; }

    public async Task SubscribeAsync(IEnumerable<string> topics)
    {
        await channel.ExchangeDeclareAsync(RabbitMqExtension.Exchange, ExchangeType.Topic, durable: true);
        await channel.QueueDeclareAsync(
            group, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { ["x-queue-type"] = "quorum" });
        foreach (var topic in topics)
            await channel.QueueBindAsync(group, RabbitMqExtension.Exchange, topic);
    }

    public async Task ListeningAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        await channel.BasicQosAsync(prefetchSize: 0, concurrency, global: false, cancellationToken);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) => OnMessageCallback!(MessageOf(delivery), delivery.DeliveryTag);
        await channel.BasicConsumeAsync(group, autoAck: false, consumer, cancellationToken);
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
    }

    public Task CommitAsync(object? sender) => channel.BasicAckAsync((ulong)sender!, multiple: false).AsTask();

    public Task RejectAsync(object? sender) => channel.BasicRejectAsync((ulong)sender!, requeue: true).AsTask();

    public ValueTask DisposeAsync() => channel.DisposeAsync();

    private TransportMessage MessageOf(BasicDeliverEventArgs delivery)
    {
        var headers = new Dictionary<string, string?>();
        foreach (var (name, value) in delivery.BasicProperties.Headers ?? new Dictionary<string, object?>())
            headers[name] = value is byte[] text ? Encoding.UTF8.GetString(text) : value?.ToString();

        headers[CapHeaders.Group] = group;
        return new TransportMessage(headers, delivery.Body);
    }
}
