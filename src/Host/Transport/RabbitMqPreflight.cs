using Host.Configuration;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Host.Transport;

/// <summary>
/// Speaks to the broker once before the start: a refused sign-in is a wrong setting and stops the start. A broker that
/// is away is waited for by the bus.
/// </summary>
internal static class RabbitMqPreflight
{
    public static async Task RunAsync(RabbitMqSettings? settings, CancellationToken cancellationToken)
    {
        if (settings is null)
            return;

        try
        {
            await using var connection = await RabbitMqConnections.Factory(settings).CreateConnectionAsync("feedback start", cancellationToken);
            await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        }
        catch (BrokerUnreachableException exception) when (exception.InnerException is AuthenticationFailureException)
        {
            throw new StartRefusedException("RabbitMq:Username", $"{settings.Host} refuses '{settings.Username}' with this password.");
        }
        catch (BrokerUnreachableException)
        {
            // The bus waits for it.
        }
        catch (OperationInterruptedException exception) when (exception.ShutdownReason?.ReplyCode == Constants.NotAllowed)
        {
            throw new StartRefusedException(
                "RabbitMq:VirtualHost", $"{settings.Host} has no '{settings.VirtualHost}', or '{settings.Username}' may not enter it.");
        }
    }
}
