using Xunit;

namespace TestKit.Servers;

/// <summary>
/// A virtual host of one's own on the run's broker (TEST_RABBITMQ and TEST_RABBITMQ_MANAGEMENT, else a private one that
/// this process starts), dropped on disposal. Usable as a class or collection fixture.
/// </summary>
public sealed class RabbitMqVirtualHost : IAsyncLifetime
{
    private RabbitMqManagement? _management;

    public RabbitMqAddress Address { get; private set; } = null!;

    /// <summary>The broker as that account sees it, with no more rights than it has in production.</summary>
    public Task<RabbitMqAddress> AddressOfAsync(BrokerAccount account) => Management.AddAsync(account);

    public RabbitMqManagement Management => _management ?? throw new InvalidOperationException("Not initialised.");

    public static async Task<RabbitMqVirtualHost> CreateAsync()
    {
        var virtualHost = new RabbitMqVirtualHost();
        await virtualHost.InitializeAsync();
        return virtualHost;
    }

    public async ValueTask InitializeAsync()
    {
        var broker = await SharedServers.RabbitMqAsync();
        Address = broker with { VirtualHost = $"test-{Guid.NewGuid():N}" };
        _management = new RabbitMqManagement(Address);
        await _management.CreateVirtualHostAsync(Address.VirtualHost);
    }

    public async ValueTask DisposeAsync()
    {
        if (_management is null)
            return;

        await _management.DeleteVirtualHostAsync(Address.VirtualHost);
        _management.Dispose();
    }
}
