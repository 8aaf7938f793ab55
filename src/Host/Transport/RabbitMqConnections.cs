using RabbitMQ.Client;

namespace Host.Transport;

/// <summary>Connections beside the bus's own, for a question or two.</summary>
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
        Ssl = new SslOption(settings.Host, enabled: settings.UseTls),
    };
}
