using System.Net;
using Contracts.Messages;
using MassTransit;
using TestKit;
using TestKit.Network;
using TestKit.Servers;

namespace Gateway.Tests.Harness;

/// <summary>A gateway that reached its services over RabbitMQ, until its connections to it were cut.</summary>
public sealed class BrokerGatewayFixture : GatewayFixture
{
    private RabbitMqVirtualHost _broker = null!;
    private TcpProxy _network = null!;

    protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>
    {
        ["Gateway:RequestTimeout"] = "00:00:05",
    };

    public override async ValueTask InitializeAsync()
    {
        _broker = await RabbitMqVirtualHost.CreateAsync();
        _network = TcpProxy.To(_broker.Address.Host, _broker.Address.Port);
        Http.Timeout = TimeSpan.FromMinutes(5);
        await base.InitializeAsync();

        Services.On<GetMyContracts>(_ => new MyContracts { Items = [] });
        await Eventually.Get(
            () => GetAsync("/api/me/contracts", TestData.ClientToken), reply => reply.Status == HttpStatusCode.OK, TimeSpan.FromMinutes(3));
        _network.Refuse();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _network.DisposeAsync();
        await _broker.DisposeAsync();
    }

    protected override void UseTransport(IBusRegistrationConfigurator bus) => bus.UsingRabbitMq((context, configurator) =>
    {
        configurator.Host("127.0.0.1", (ushort)_network.Port, _broker.Address.VirtualHost, host =>
        {
            host.Username(_broker.Address.Username);
            host.Password(_broker.Address.Password);
        });
        configurator.AutoStart = true;
        configurator.ConfigureEndpoints(context);
    });
}
