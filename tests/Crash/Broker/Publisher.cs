using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using TestKit.Servers;

namespace Crash.Broker;

/// <summary>
/// An upstream system: publishes until the broker has confirmed and put the message into a queue, however often the
/// connection breaks meanwhile. What it repeats is a duplicate that the services have to bear.
/// </summary>
internal sealed class Publisher(RabbitMqAddress address) : IAsyncDisposable
{
    private static readonly TimeSpan _attempt = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(300);

    private readonly SemaphoreSlim _turn = new(1);
    private IConnection? _connection;
    private IChannel? _channel;
    private long _confirmed;

    /// <summary>How many messages the broker has confirmed.</summary>
    public long Confirmed => _confirmed;

    public async Task PublishAsync(string exchange, byte[] body, string contentType, Guid messageId, CancellationToken cancellationToken)
    {
        var properties = new BasicProperties { ContentType = contentType, MessageId = messageId.ToString(), Persistent = true };
        while (true)
        {
            try
            {
                using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                patience.CancelAfter(_attempt);
                var channel = await ChannelAsync(patience.Token);
                await channel.BasicPublishAsync(exchange, routingKey: "", mandatory: true, properties, body, patience.Token);
                Interlocked.Increment(ref _confirmed);
                return;
            }
            catch (Exception failure) when (IsPassing(failure) && !cancellationToken.IsCancellationRequested)
            {
                await Task.Delay(_pause, cancellationToken);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
            await _connection.DisposeAsync();

        _turn.Dispose();
    }

    private async Task<IChannel> ChannelAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_channel is { IsOpen: true } open)
                return open;

            if (_connection is not null)
                await _connection.DisposeAsync();

            var factory = new ConnectionFactory { Uri = address.Uri, AutomaticRecoveryEnabled = false };
            _connection = await factory.CreateConnectionAsync(cancellationToken);
            _channel = await _connection.CreateChannelAsync(
                new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true),
                cancellationToken);
            return _channel;
        }
        finally
        {
            _turn.Release();
        }
    }

    private static bool IsPassing(Exception failure) =>
        failure is RabbitMQClientException or OperationCanceledException or IOException or ObjectDisposedException or TimeoutException
            or System.Net.Sockets.SocketException;
}
