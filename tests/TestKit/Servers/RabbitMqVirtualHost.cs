using System.Collections.Concurrent;
using Xunit;

namespace TestKit.Servers;

/// <summary>
/// A virtual host of one's own on the run's broker (TEST_RABBITMQ and TEST_RABBITMQ_MANAGEMENT, else a private one that
/// this process starts), dropped on disposal. Usable as a class or collection fixture.
/// </summary>
public sealed class RabbitMqVirtualHost : IAsyncLifetime
{
    private readonly ConcurrentDictionary<BrokerAccount, Lazy<Task<RabbitMqAddress>>> _accounts = [];
    private RabbitMqManagement? _management;

    public RabbitMqAddress Address { get; private set; } = null!;

    /// <summary>
    /// The broker as that account sees it, with no more rights than it has in production. A broker's users are global: this
    /// virtual host has its own, so that no two tests create or change the same one at once.
    /// </summary>
    public Task<RabbitMqAddress> AddressOfAsync(BrokerAccount account) =>
        _accounts.GetOrAdd(account, new Lazy<Task<RabbitMqAddress>>(() => AddAsync(account))).Value;

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
        foreach (var account in _accounts.Keys)
            await _management.DeleteUserAsync(NameOf(account));

        _management.Dispose();
    }

    private Task<RabbitMqAddress> AddAsync(BrokerAccount account) => Management.AddAsync(account with { Name = NameOf(account) });

    private string NameOf(BrokerAccount account) => $"{account.Name}@{Address.VirtualHost}";
}
