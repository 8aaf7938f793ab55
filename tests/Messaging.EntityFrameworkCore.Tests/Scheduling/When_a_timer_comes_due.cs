using Messaging.EntityFrameworkCore.Tests.Orders;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Shouldly;
using TestKit;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Scheduling;

public abstract class When_a_timer_comes_due<TDatabase> : Situation<TDatabase>
    where TDatabase : TestDatabase, new()
{
    private static readonly TimeSpan _term = TimeSpan.FromDays(14);
    private readonly Guid _order = Guid.CreateVersion7();

    [Fact]
    public async Task Should_fire_at_its_instant()
    {
        await GivenOrderAsync();

        Pass(_term);

        await Eventually.Until(() => Journal.Of<OrderOverdue>().Count == 1);
        (await FindOrderAsync(_order))!.CurrentState.ShouldBe("Overdue");
    }

    [Fact]
    public async Task Should_not_fire_a_microsecond_before()
    {
        var instance = await GivenOrderAsync();

        Pass(_term - TimeSpan.FromMicroseconds(1));

        await OnceTheDispatcherHasLookedAsync(instance);
        await UntilIdleAsync(instance);
        Journal.Of<OrderOverdue>().ShouldBeEmpty();
    }

    [Fact]
    public async Task Should_fire_once_however_much_time_passes()
    {
        var instance = await GivenOrderAsync();

        for (var day = 0; day < 20; day++)
        {
            Pass(TimeSpan.FromDays(1));
            await OnceTheDispatcherHasLookedAsync(instance);
        }

        await UntilIdleAsync(instance);
        Journal.Of<OrderOverdue>().Count.ShouldBe(1);
        (await OutboxAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Should_have_set_it_by_the_time_provider()
    {
        await GivenOrderAsync();

        (await OutboxAsync()).Single().DueAt.ShouldBe(Now + _term);
    }

    [Fact]
    public async Task Should_have_given_it_an_id_in_order_of_time()
    {
        await GivenOrderAsync();

        (await OutboxAsync()).Single().Id.Version.ShouldBe(7);
    }

    private async Task<Running.ServiceInstance> GivenOrderAsync()
    {
        var instance = await StartAsync();
        await instance.SendAsync(OrderDefinition.Queue, new PlaceOrder(_order, "someone", Now + _term));
        await Eventually.Until(async () => (await OutboxAsync()) is [{ IsTimer: true }]);
        return instance;
    }
}
