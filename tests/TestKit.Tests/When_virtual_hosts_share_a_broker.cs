using Shouldly;
using TestKit.Servers;
using Xunit;

namespace TestKit.Tests;

public sealed class When_virtual_hosts_share_a_broker
{
    /// <summary>RabbitMQ answers 400 to one of two who create the same user at once.</summary>
    [Fact]
    public async Task Should_give_each_its_accounts_however_many_ask_at_once()
    {
        var hosts = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => RabbitMqVirtualHost.CreateAsync()));

        var addresses = await Task.WhenAll(hosts.SelectMany(host => BrokerAccount.All.Select(host.AddressOfAsync)));

        foreach (var address in addresses)
            await using (await BrokerConnection.OpenAsync(address))
                address.Username.ShouldContain(address.VirtualHost);

        foreach (var host in hosts)
            await host.DisposeAsync();

        await Should.ThrowAsync<Exception>(() => BrokerConnection.OpenAsync(addresses[0]));
    }
}
