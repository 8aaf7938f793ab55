using Messaging.EntityFrameworkCore.Tests.Orders;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Shouldly;
using TestKit;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Scheduling;

public abstract class When_the_service_restarts_while_a_timer_waits<TDatabase> : Situation<TDatabase>
    where TDatabase : TestDatabase, new()
{
    private static readonly TimeSpan _term = TimeSpan.FromDays(14);
    private readonly Guid _order = Guid.CreateVersion7();

    [Fact]
    public async Task Should_fire_after_an_orderly_stop()
    {
        var first = await GivenOrderAsync();
        await first.StopAsync();

        await StartAsync();
        Pass(_term);

        await Eventually.Until(() => Journal.Of<OrderOverdue>().Count == 1);
    }

    [Fact]
    public async Task Should_fire_after_a_kill()
    {
        var first = await GivenOrderAsync();
        await first.KillAsync();

        await StartAsync();
        Pass(_term);

        await Eventually.Until(() => Journal.Of<OrderOverdue>().Count == 1);
    }

    [Fact]
    public async Task Should_fire_at_the_start_when_it_came_due_meanwhile()
    {
        var first = await GivenOrderAsync();
        await first.StopAsync();
        Pass(_term);

        await StartAsync();

        await Eventually.Until(() => Journal.Of<OrderOverdue>().Count == 1);
        (await FindOrderAsync(_order))!.CurrentState.ShouldBe("Overdue");
    }

    private async Task<Running.ServiceInstance> GivenOrderAsync()
    {
        var instance = await StartAsync();
        await instance.SendAsync(OrderDefinition.Queue, new PlaceOrder(_order, "someone", Now + _term));
        await Eventually.Until(async () => (await OutboxAsync()) is [{ IsTimer: true }]);
        return instance;
    }
}
