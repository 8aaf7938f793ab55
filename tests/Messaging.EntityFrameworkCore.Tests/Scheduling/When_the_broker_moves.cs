using Messaging.EntityFrameworkCore.Tests.Orders;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Shouldly;
using TestKit;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Scheduling;

/// <summary>A timer may wait longer than a broker keeps its host name.</summary>
public abstract class When_the_broker_moves<TDatabase> : Situation<TDatabase>
    where TDatabase : TestDatabase, new()
{
    [Fact]
    public async Task Should_fire_at_the_new_one()
    {
        var before = await StartAsync(settings => settings with { InMemoryHost = new Uri("loopback://old-broker/") });
        await before.SendAsync(OrderDefinition.Queue, new PlaceOrder(Guid.CreateVersion7(), "someone", Now.AddDays(14)));
        await Eventually.Until(async () => await OutboxAsync() is [{ IsTimer: true }]);
        await before.StopAsync();

        await StartAsync(settings => settings with { InMemoryHost = new Uri("loopback://new-broker/") });
        Pass(TimeSpan.FromDays(14));

        await Eventually.Until(() => Journal.Of<OrderOverdue>().Count == 1);
        Journal.ArrivalsOf<OrderOverdue>().Single().Context.ReceiveContext.InputAddress.Host.ShouldBe("new-broker");
    }
}
