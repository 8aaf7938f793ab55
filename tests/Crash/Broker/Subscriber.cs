using System.Collections.Concurrent;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;
using TestKit.Servers;

namespace Crash.Broker;

/// <summary>
/// Any other system that subscribes: a durable queue of its own behind the events' exchanges, and behind that of responses, for those to
/// the rig's commands. Keeps everything that it receives.
/// </summary>
internal sealed class Subscriber(RabbitMqAddress address) : IAsyncDisposable
{
    public const string ResponseExchange = "gateway-responses";

    private const string ResponseKey = "c0ffee00c0ffee00c0ffee00c0ffee00";
    public const string Queue = "crash-rig";

    private static readonly string[] _events =
        ["feedback-requested", "feedback-provided", "feedback-request-expired", "feedback-request-closed", "feedback-request-declined",
            "in-app-message-delivered"];

    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(300);

    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentQueue<SeenMessage> _seen = new();
    private Task _watching = Task.CompletedTask;

    public IReadOnlyCollection<SeenMessage> Seen => _seen;

    /// <summary>The address of responses, in the form that a gateway gives it.</summary>
    public string ResponseAddress => $"rabbitmq://{address.Host}:{address.Port}/{ResponseExchange}-{ResponseKey}?temporary=true";

    /// <summary>Returns when the queue is bound: nothing that is published from then on escapes it.</summary>
    public async Task StartAsync()
    {
        await using (var connection = await ConnectAsync(_stopping.Token))
        await using (var channel = await connection.CreateChannelAsync())
        {
            await channel.QueueDeclareAsync(
                Queue, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { ["x-queue-type"] = "quorum" });
            await channel.QueueBindAsync(Queue, ResponseExchange, ResponseKey);
            foreach (var exchange in _events)
                await channel.QueueBindAsync(Queue, exchange, routingKey: "");
        }

        _watching = WatchAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _watching;
        _stopping.Dispose();
    }

    private async Task WatchAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await using var connection = await ConnectAsync(_stopping.Token);
                await using var channel = await connection.CreateChannelAsync(cancellationToken: _stopping.Token);
                var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                channel.ChannelShutdownAsync += (_, _) =>
                {
                    closed.TrySetResult();
                    return Task.CompletedTask;
                };
                await channel.BasicQosAsync(0, 500, global: false, _stopping.Token);
                var consumer = new AsyncEventingBasicConsumer(channel);
                consumer.ReceivedAsync += (_, delivery) => KeepAsync(channel, delivery);
                await channel.BasicConsumeAsync(Queue, autoAck: false, consumer, _stopping.Token);
                await closed.Task.WaitAsync(_stopping.Token);
            }
            catch (Exception failure) when (
                failure is RabbitMQClientException or IOException or TimeoutException or OperationCanceledException)
            {
                await Task.Delay(_pause, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task KeepAsync(IChannel channel, BasicDeliverEventArgs delivery)
    {
        _seen.Enqueue(SeenMessage.Read(delivery.Exchange, delivery.Body));
        await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false);
    }

    private Task<IConnection> ConnectAsync(CancellationToken cancellationToken) =>
        new ConnectionFactory { Uri = address.Uri, AutomaticRecoveryEnabled = false }.CreateConnectionAsync(cancellationToken);
}
