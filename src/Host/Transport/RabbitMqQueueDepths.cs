using Gateway.Operations;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Host.Transport;

/// <summary>Asks the broker how many messages wait in each lasting queue, and in the queues of what failed or was skipped.</summary>
internal sealed class RabbitMqQueueDepths(RabbitMqSettings settings) : IQueueDepths
{
    public async Task<IReadOnlyList<QueueDepth>?> ReadAsync(CancellationToken cancellationToken)
    {
        await using var connection = await RabbitMqConnections.Factory(settings).CreateConnectionAsync("feedback queue depths", cancellationToken);

        return await Task.WhenAll(LastingQueues.All.Select(async queue => new QueueDepth(
            queue,
            await ReadAsync(connection, queue, cancellationToken) ?? 0,
            await ReadAsync(connection, $"{queue}_error", cancellationToken),
            await ReadAsync(connection, $"{queue}_skipped", cancellationToken))));
    }

    private static async Task<long?> ReadAsync(IConnection connection, string queue, CancellationToken cancellationToken)
    {
        // A channel each: the broker closes the one on which a queue was asked for that is not there.
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
