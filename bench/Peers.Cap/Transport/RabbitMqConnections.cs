using DotNetCore.CAP.Transport;
using RabbitMQ.Client;

namespace Peers.Cap.Transport;

/// <summary>One connection for publishing and one for consuming, so that a blocked publisher holds up no acknowledgement.</summary>
internal sealed class RabbitMqConnections(ConnectionFactory factory) : IAsyncDisposable
{
    private readonly Lazy<Task<IConnection>> _consuming = new(() => factory.CreateConnectionAsync());
    private readonly Lazy<Task<IConnection>> _publishing = new(() => factory.CreateConnectionAsync());

    public Task<IConnection> Consuming => _consuming.Value;

    public Task<IConnection> Publishing => _publishing.Value;

    public BrokerAddress Address => new(RabbitMqExtension.Name, $"{factory.HostName}:{factory.Port}");

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in (Lazy<Task<IConnection>>[])[_consuming, _publishing])
        {
            if (connection.IsValueCreated)
                await (await connection.Value).DisposeAsync();
        }
    }
}
