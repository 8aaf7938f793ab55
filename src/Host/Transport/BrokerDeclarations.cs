using System.Reflection;
using MassTransit;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Host.Transport;

/// <summary>
/// Declares what no endpoint declares when it starts: the exchange of every <see cref="Topology.PublishedMessages">published
/// message</see>, that of responses, and the queues of skipped messages and of failed queries. One after another, on a connection of its
/// own: MassTransit would declare them at once (see <see cref="EndpointChannels"/>), and <c>migrate</c> would neither end nor listen to
/// its cancellation when the connection breaks meanwhile. <c>migrate</c> does it, and the embedded run, which migrates by itself.
/// </summary>
internal static class BrokerDeclarations
{
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);

    /// <summary>Tries until the broker has taken them all, or until it is cancelled.</summary>
    public static async Task DeclareAsync(RabbitMqSettings settings, CancellationToken cancellationToken)
    {
        while (!await TryDeclareAsync(settings, cancellationToken))
            await Task.Delay(_pause, cancellationToken);
    }

    private static async Task<bool> TryDeclareAsync(RabbitMqSettings settings, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await RabbitMqConnections.Factory(settings)
                .CreateConnectionAsync("feedback exchanges", cancellationToken);
            await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);

            foreach (var message in Topology.PublishedMessages)
            {
                var exchange = message.GetCustomAttribute<EntityNameAttribute>()!.EntityName;
                await channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true, cancellationToken: cancellationToken);
            }

            await channel.ExchangeDeclareAsync(
                ResponseQueues.Exchange, ExchangeType.Direct, durable: true, cancellationToken: cancellationToken);
            foreach (var queue in Topology.Queues.Select(queue => $"{queue}_skipped"))
                await DeclareEndAsync(channel, queue, cancellationToken);

            foreach (var queue in Topology.QueryQueues.Select(queue => $"{queue}_error"))
                await DeclareEndAsync(channel, queue, cancellationToken);

            return true;
        }
        catch (Exception exception) when (IsBroken(exception))
        {
            return false;
        }
    }

    /// <summary>As MassTransit would declare it when it moves the first message there.</summary>
    private static async Task DeclareEndAsync(IChannel channel, string name, CancellationToken cancellationToken)
    {
        await channel.ExchangeDeclareAsync(name, ExchangeType.Fanout, durable: true, cancellationToken: cancellationToken);
        await channel.QueueDeclareAsync(
            name, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { ["x-queue-type"] = "quorum" },
            cancellationToken: cancellationToken);
        await channel.QueueBindAsync(name, name, routingKey: "", cancellationToken: cancellationToken);
    }

    /// <summary>True if the connection broke or the broker stopped. A declaration that the broker refuses is refused again.</summary>
    private static bool IsBroken(Exception exception) => exception switch
    {
        OperationInterruptedException interrupted =>
            interrupted.ShutdownReason?.ReplyCode is not (Constants.AccessRefused or Constants.PreconditionFailed or Constants.NotAllowed),
        _ => exception is BrokerUnreachableException or IOException or TimeoutException,
    };
}

/// <summary>
/// Declares them for the embedded run, as soon as the broker is there. What is published before that waits in the outbox.
/// </summary>
internal sealed partial class DeclarationsAtStart(RabbitMqSettings settings, ILogger<DeclarationsAtStart> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await BrokerDeclarations.DeclareAsync(settings, stoppingToken);
        }
        catch (OperationInterruptedException refusal)
        {
            LogRefused(settings.Host, refusal.ShutdownReason?.ReplyText);
        }
    }

    [LoggerMessage(
        LogLevel.Error, "{Host} refuses a declaration: {Reason}. What is published there without a subscriber waits in the outbox")]
    private partial void LogRefused(string host, string? reason);
}
