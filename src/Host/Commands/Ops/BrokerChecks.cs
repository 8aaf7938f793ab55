using Host.Configuration;
using Host.Transport;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Host.Commands.Ops;

/// <summary>
/// What <c>ops doctor</c> checks on the broker: that the account gets in, that every queue is there, and that the account may do what the
/// verbs do. No message is taken or left.
/// </summary>
internal static class BrokerChecks
{
    public static async Task<IReadOnlyList<Check>> RunAsync(RabbitMqSettings? settings, CancellationToken cancellationToken)
    {
        if (settings is null)
            return [Check.Passed("broker", "none: messages stay in the memory of the process")];

        try
        {
            await RabbitMqConnections.CheckAccessAsync(settings, cancellationToken);
            await using var connection = await RabbitMqConnections.Factory(settings)
                .CreateConnectionAsync("feedback doctor", cancellationToken);
            return
            [
                Check.Passed("broker", $"{settings.Host}:{settings.Port} lets {settings.Username} in"),
                await TopologyAsync(connection, cancellationToken),
                .. await RightsAsync(connection, cancellationToken),
            ];
        }
        catch (StartRefusedException refusal)
        {
            return [Check.Failed("broker", refusal.Message)];
        }
        catch (BrokerUnreachableException)
        {
            return [Check.Failed("broker", $"{settings.Host}:{settings.Port} does not answer.")];
        }
    }

    private static async Task<Check> TopologyAsync(IConnection connection, CancellationToken cancellationToken)
    {
        var missing = new List<string>();
        foreach (var queue in Topology.Queues)
        {
            if (await RefusalAsync(connection, channel => channel.QueueDeclarePassiveAsync(queue, cancellationToken)) is not null
                || await RefusalAsync(connection, channel => channel.ExchangeDeclarePassiveAsync(queue, cancellationToken)) is not null)
                missing.Add(queue);
        }

        return missing.Count > 0
            ? Check.Failed("topology", $"there is no {string.Join(", no ", missing)}: run 'migrate'.")
            : Check.Passed("topology", $"{Topology.Queues.Count} queues");
    }

    private static async Task<IReadOnlyList<Check>> RightsAsync(IConnection connection, CancellationToken cancellationToken)
    {
        var missing = new List<string>();
        var untried = new List<string>();
        foreach (var queue in Topology.Queues)
        {
            // A queue of failures is there from the first failure on.
            var errors = $"{queue}_error";
            uint count = 0;
            var isThere = await RefusalAsync(
                connection,
                async channel => count = (await channel.QueueDeclarePassiveAsync(errors, cancellationToken)).MessageCount) is null;
            if (count > 0)
                untried.Add(errors);
            else if (isThere && await RefusalAsync(connection, channel => LookAsync(channel, errors, cancellationToken)) is { } unread)
                missing.Add(unread);

            if (await RefusalAsync(connection, channel => OfferAsync(channel, queue, cancellationToken)) is { } unwritten)
                missing.Add(unwritten);
        }

        return missing.Count > 0
            ? [Check.Warning("permissions broker", $"ops errors can't work on everything: {string.Join("; ", missing)}")]
            : [Check.Passed("permissions broker", $"reads what failed, and moves it back{NotTried(untried)}")];
    }

    private static string NotTried(List<string> queues) =>
        queues.Count == 0 ? "" : $"; reading is not tried on what holds messages: {string.Join(", ", queues)}";

    /// <summary>
    /// Only for a queue without messages: a message that is handed out returns to its place, but the broker counts the delivery, and from
    /// RabbitMQ 4 on throws away what was delivered too often.
    /// </summary>
    private static Task<BasicGetResult?> LookAsync(IChannel channel, string queue, CancellationToken cancellationToken) =>
        channel.BasicGetAsync(queue, autoAck: false, cancellationToken);

    /// <summary>The broker checks the right to write when a message comes, and throws the message away with the transaction.</summary>
    private static async Task OfferAsync(IChannel channel, string exchange, CancellationToken cancellationToken)
    {
        await channel.TxSelectAsync(cancellationToken);
        await channel.BasicPublishAsync(exchange, routingKey: "", body: ReadOnlyMemory<byte>.Empty, cancellationToken: cancellationToken);
        await channel.TxRollbackAsync(cancellationToken);
    }

    /// <summary>Why the broker refuses it; null if it does not.</summary>
    private static async Task<string?> RefusalAsync(IConnection connection, Func<IChannel, Task> attempt)
    {
        // A channel each: the broker closes a channel with its refusal.
        await using var channel = await connection.CreateChannelAsync();
        try
        {
            await attempt(channel);
            return null;
        }
        catch (OperationInterruptedException refusal)
        {
            return refusal.ShutdownReason?.ReplyText ?? refusal.Message;
        }
    }
}
