using Messaging.EntityFrameworkCore.Tests.Orders;
using Messaging.EntityFrameworkCore.Tests.Running;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using TestKit;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Scheduling;

public abstract class When_a_timer_is_cancelled<TDatabase> : Situation<TDatabase>
    where TDatabase : TestDatabase, new()
{
    private static readonly TimeSpan _term = TimeSpan.FromDays(14);
    private readonly Guid _order = Guid.CreateVersion7();

    [Fact]
    public async Task Should_delete_its_row()
    {
        var instance = await GivenOrderAsync();

        await instance.SendAsync(OrderDefinition.Queue, new PayOrder(_order));

        await Eventually.Until(() => Journal.Of<OrderPaid>().Count == 1);
        (await OutboxAsync()).ShouldNotContain(row => row.IsTimer);
    }

    [Fact]
    public async Task Should_never_fire()
    {
        var instance = await GivenOrderAsync();
        await instance.SendAsync(OrderDefinition.Queue, new PayOrder(_order));
        await Eventually.Until(() => Journal.Of<OrderPaid>().Count == 1);

        Pass(_term);

        await OnceTheDispatcherHasLookedAsync(instance);
        await UntilIdleAsync(instance);
        (await FindOrderAsync(_order))!.CurrentState.ShouldBe("Paid");
        Journal.Of<OrderOverdue>().ShouldBeEmpty();
    }

    [Fact]
    public async Task Should_fire_all_the_same_when_the_cancelling_transaction_rolls_back()
    {
        var instance = await GivenOrderAsync();
        instance.Hooks.On<PayOrder>(_ => throw new InvalidOperationException("After the timer was cancelled."));
        await instance.SendAsync(OrderDefinition.Queue, new PayOrder(_order));
        await OnceTheQueuesAreEmptyAsync(instance);

        Pass(_term);

        await Eventually.Until(() => Journal.Of<OrderOverdue>().Count == 1);
        Journal.Of<OrderPaid>().ShouldBeEmpty();
    }

    [Fact]
    public async Task Should_fire_all_the_same_when_the_commit_fails()
    {
        var instance = await GivenOrderAsync();
        instance.Hooks.On<PayOrder>(_ =>
        {
            instance.Database.Committing = () =>
            {
                instance.Database.Committing = null;
                throw new InvalidOperationException("The commit failed.");
            };
            return Task.CompletedTask;
        });
        await instance.SendAsync(OrderDefinition.Queue, new PayOrder(_order));
        await OnceTheQueuesAreEmptyAsync(instance);

        Pass(_term);

        await Eventually.Until(() => Journal.Of<OrderOverdue>().Count == 1);
        Journal.Of<OrderPaid>().ShouldBeEmpty();
    }

    [Fact]
    public async Task Should_not_mind_that_it_has_fired_already()
    {
        var instance = await GivenOrderAsync();
        await ReadAsync(db => db.Outbox.ExecuteDeleteAsync());

        await instance.SendAsync(OrderDefinition.Queue, new PayOrder(_order));

        await Eventually.Until(() => Journal.Of<OrderPaid>().Count == 1);
    }

    private async Task<ServiceInstance> GivenOrderAsync()
    {
        var instance = await StartAsync();
        await instance.SendAsync(OrderDefinition.Queue, new PlaceOrder(_order, "someone", Now + _term));
        await Eventually.Until(async () => (await OutboxAsync()) is [{ IsTimer: true }]);
        return instance;
    }
}
