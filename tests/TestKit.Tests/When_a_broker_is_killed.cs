using RabbitMQ.Client;
using Shouldly;
using TestKit.Servers;
using Xunit;

namespace TestKit.Tests;

public sealed class When_a_broker_is_killed
{
    [Fact]
    public async Task Should_come_back_on_the_same_port_with_its_durable_messages()
    {
        await using var server = await RabbitMqServer.StartAsync();
        await DeclareAsync(server.Address, "orders");
        await RawJsonPublisher.PublishAsync(server.Address, "orders", """{ "id": 1 }""");

        await server.KillAsync();
        await Should.ThrowAsync<Exception>(() => server.Management.DepthAsync("orders"));
        await server.RestartAsync();

        await Eventually.Until(async () => await server.Management.DepthAsync("orders") == 1);
        (await server.Management.WaitingAsync())["orders"].ShouldBe(1);
    }

    [Fact]
    public async Task Should_give_each_test_a_virtual_host_of_its_own()
    {
        await using var one = await RabbitMqVirtualHost.CreateAsync();
        await using var other = await RabbitMqVirtualHost.CreateAsync();

        await DeclareAsync(one.Address, "orders");

        (await one.Management.QueuesAsync()).Keys.ShouldBe(["orders"]);
        (await other.Management.QueuesAsync()).ShouldBeEmpty();
        await Should.ThrowAsync<InvalidOperationException>(() => RawJsonPublisher.PublishAsync(other.Address, "orders", "{}"));
    }

    private static async Task DeclareAsync(RabbitMqAddress address, string name)
    {
        await using var connection = await new ConnectionFactory { Uri = address.Uri }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.ExchangeDeclareAsync(name, ExchangeType.Fanout, durable: true);
        var quorum = new Dictionary<string, object?> { ["x-queue-type"] = "quorum" };
        await channel.QueueDeclareAsync(name, durable: true, exclusive: false, autoDelete: false, arguments: quorum);
        await channel.QueueBindAsync(name, name, "");
    }
}
