using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace TestKit.Servers;

/// <summary>A client of the broker that can do whatever its account may, and tells what it may not.</summary>
public sealed class BrokerConnection : IAsyncDisposable
{
    private static readonly CreateChannelOptions _confirming = new(
        publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);

    private readonly IConnection _connection;

    private BrokerConnection(IConnection connection) => _connection = connection;

    public static async Task<BrokerConnection> OpenAsync(RabbitMqAddress address) =>
        new(await new ConnectionFactory { Uri = address.Uri, AutomaticRecoveryEnabled = false }.CreateConnectionAsync());

    /// <summary>Returns when the broker has confirmed the message and put it into at least one queue; throws otherwise.</summary>
    public Task PublishAsync(string exchange, ReadOnlyMemory<byte> body, BasicProperties properties) =>
        WithChannelAsync(async channel => await channel.BasicPublishAsync(exchange, routingKey: "", mandatory: true, properties, body));

    /// <summary>Whether the broker refuses it for want of a right. Any other failure is thrown.</summary>
    public async Task<bool> IsRefusedAsync(Func<IChannel, Task> action)
    {
        try
        {
            await WithChannelAsync(action);
            return false;
        }
        catch (Exception failure) when (ReplyCode(failure) == Constants.AccessRefused)
        {
            return true;
        }
    }

    /// <summary>Runs it on a channel of its own: what the broker refuses costs the channel.</summary>
    public async Task WithChannelAsync(Func<IChannel, Task> action)
    {
        await using var channel = await _connection.CreateChannelAsync(_confirming);
        await action(channel);
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private static ushort? ReplyCode(Exception? failure) => failure switch
    {
        null => null,
        OperationInterruptedException interrupted => interrupted.ShutdownReason?.ReplyCode,
        _ => ReplyCode(failure.InnerException),
    };
}
