using System.Security.Authentication;
using Host.Configuration;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Host.Transport;

/// <summary>Short-lived connections beside the bus's own.</summary>
internal static class RabbitMqConnections
{
    public static ConnectionFactory Factory(RabbitMqSettings settings) => new()
    {
        HostName = settings.Host,
        Port = settings.Port,
        VirtualHost = settings.VirtualHost,
        UserName = settings.Username,
        Password = settings.Password,
        RequestedConnectionTimeout = TimeSpan.FromSeconds(5),
        AutomaticRecoveryEnabled = false,
        Ssl = new SslOption(settings.Host, enabled: settings.UseTls)
        {
            CertificateValidationCallback = settings.Tls.Validation,
            Certs = settings.Tls.ClientCertificates,
        },
    };

    /// <summary>
    /// Connects once before the start. A refused sign-in is a wrong setting and stops the start; the bus waits for a broker
    /// that is away. In memory (null) there is nothing to check.
    /// </summary>
    /// <exception cref="StartRefusedException">
    /// The broker refuses the user, the password or the virtual host, or its certificate is not trusted.
    /// </exception>
    public static async Task CheckAccessAsync(RabbitMqSettings? settings, CancellationToken cancellationToken)
    {
        if (settings is null)
            return;

        try
        {
            await using var connection = await Factory(settings).CreateConnectionAsync("feedback start", cancellationToken);
            await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        }
        catch (BrokerUnreachableException exception) when (exception.InnerException is AuthenticationFailureException)
        {
            throw new StartRefusedException("RabbitMq:Username", $"{settings.Host} refuses '{settings.Username}' with this password.");
        }
        catch (BrokerUnreachableException exception) when (Untrusted(exception) is { } reason)
        {
            throw new StartRefusedException("RabbitMq:CaFile", $"{settings.Host} has no certificate to trust. {reason.Message}");
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

    private static AuthenticationException? Untrusted(Exception? exception) => exception switch
    {
        AuthenticationException untrusted => untrusted,
        AggregateException several => several.InnerExceptions.Select(Untrusted).FirstOrDefault(untrusted => untrusted is not null),
        not null => Untrusted(exception.InnerException),
        null => null,
    };
}
