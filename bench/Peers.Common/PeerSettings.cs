using Npgsql;

namespace Peers.Common;

/// <summary>The configuration of a peer, by the keys of the product's Host.</summary>
public sealed class PeerSettings(IConfiguration configuration)
{
    /// <summary>Messages that a queue hands out and that are handled at once, as in the product (<c>Endpoints:PrefetchCount</c>).</summary>
    public const int MessagesAtOnce = 32;

    /// <summary>Without one, for the writing of code, a database that nobody connects to.</summary>
    public NpgsqlDataSource CreateDataSource() =>
        NpgsqlDataSource.Create(configuration.GetConnectionString("Feedback") ?? "Host=127.0.0.1;Database=none;Username=none");

    public string BrokerHost => configuration["RabbitMq:Host"] ?? "127.0.0.1";

    public int BrokerPort => configuration.GetValue("RabbitMq:Port", 5672);

    public string VirtualHost => configuration["RabbitMq:VirtualHost"] ?? "/";

    public string Username => configuration["RabbitMq:Username"] ?? "guest";

    public string Password => configuration["RabbitMq:Password"] ?? "guest";
}
