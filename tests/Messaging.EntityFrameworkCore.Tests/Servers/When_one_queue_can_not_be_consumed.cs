using Messaging.EntityFrameworkCore.Tests.Orders;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using RabbitMQ.Client;
using TestKit;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Servers;

/// <summary>One endpoint never starts, so that MassTransit reports the whole bus as unhealthy.</summary>
public sealed class When_one_queue_can_not_be_consumed : Situation<PostgresAndRabbitMq>
{
    [Fact]
    public async Task Should_go_on_sending_what_is_due()
    {
        await DeclareOtherwiseAsync(EchoConsumer.Queue);
        var instance = await StartAsync(settings => settings with
        {
            WaitUntilStarted = false,
            Bus = bus => bus.AddConsumer<EchoConsumer>().Endpoint(endpoint => endpoint.Name = EchoConsumer.Queue),
        });

        await Database.InsertBacklogAsync(1, Now.AddMinutes(-1));

        await Eventually.Until(() =>
        {
            instance.WakeUp();
            return instance.Transport.Sent.Contains(TestDatabase.BacklogId(1));
        });
    }

    /// <summary>Not durable, so that the broker refuses the endpoint's own declaration.</summary>
    private async Task DeclareOtherwiseAsync(string queue)
    {
        await using var connection = await new ConnectionFactory { Uri = Database.Broker!.Uri }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.QueueDeclareAsync(queue, durable: false, exclusive: false, autoDelete: false);
    }
}
