using TestKit.Servers;

namespace Messaging.EntityFrameworkCore.Tests.TestDatabases;

/// <summary>As in production: the instances of a test share a broker, in a virtual host of their own.</summary>
public sealed class PostgresAndRabbitMq : PostgresTestDatabase
{
    private readonly RabbitMqVirtualHost _broker = new();

    public override RabbitMqAddress? Broker => _broker.Address;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _broker.DisposeAsync();
    }

    protected override async Task CreateEmptyAsync()
    {
        await base.CreateEmptyAsync();
        await _broker.InitializeAsync();
    }
}
