using Gateway.Operations;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Host.Transport;

/// <summary>
/// Reads from the broker how many messages wait in each durable queue, and in its queues of failed and skipped messages. AMQP tells
/// nothing of unacknowledged ones: those are asked of the broker's management, if its address is known.
/// </summary>
internal sealed class RabbitMqQueueDepths(RabbitMqSettings settings) : IQueueDepths
{
    public async Task<IReadOnlyList<QueueDepth>?> ReadAsync(CancellationToken cancellationToken)
    {
        var unacknowledged = RabbitMqUnacknowledged.ReadAsync(settings, cancellationToken);
        await using var connection = await RabbitMqConnections.Factory(settings)
            .CreateConnectionAsync("feedback queue depths", cancellationToken);

        return await Task.WhenAll(Topology.Queues.Select(async queue => new QueueDepth(
            queue,
            await ReadAsync(connection, queue, cancellationToken) ?? 0,
            await ReadAsync(connection, $"{queue}_error", cancellationToken),
            await ReadAsync(connection, $"{queue}_skipped", cancellationToken),
            (await unacknowledged)?.GetValueOrDefault(queue))));
    }

    private static async Task<long?> ReadAsync(IConnection connection, string queue, CancellationToken cancellationToken)
    {
        // A channel each: the broker closes a channel that declares, passively, a queue that does not exist.
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        try
        {
            return (await channel.QueueDeclarePassiveAsync(queue, cancellationToken)).MessageCount;
        }
        catch (OperationInterruptedException exception) when (exception.ShutdownReason?.ReplyCode == Constants.NotFound)
        {
            return null;
        }
    }
}
