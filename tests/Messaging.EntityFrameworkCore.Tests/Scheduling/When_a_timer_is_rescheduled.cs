using Messaging.EntityFrameworkCore.Outbox;
using Messaging.EntityFrameworkCore.Tests.Orders;
using Messaging.EntityFrameworkCore.Tests.Running;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Shouldly;
using TestKit;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Scheduling;

public abstract class When_a_timer_is_rescheduled<TDatabase> : Situation<TDatabase>
    where TDatabase : TestDatabase, new()
{
    private static readonly TimeSpan _term = TimeSpan.FromDays(14);
    private static readonly TimeSpan _longer = TimeSpan.FromDays(20);
    private readonly Guid _order = Guid.CreateVersion7();

    [Fact]
    public async Task Should_keep_one_row_with_the_new_instant()
    {
        var (_, _) = await PostponeAsync();

        (await OutboxAsync()).Single().DueAt.ShouldBe(Now + _longer);
    }

    [Fact]
    public async Task Should_not_fire_at_the_old_instant()
    {
        var (instance, _) = await PostponeAsync();

        Pass(_longer - TimeSpan.FromMicroseconds(1));

        await OnceTheDispatcherHasLookedAsync(instance);
        await UntilIdleAsync(instance);
        Journal.Of<OrderOverdue>().ShouldBeEmpty();
    }

    [Fact]
    public async Task Should_fire_at_the_new_instant()
    {
        await PostponeAsync();

        Pass(_longer);

        await Eventually.Until(() => Journal.Of<OrderOverdue>().Count == 1);
    }

    /// <summary>The old timer was sent before the payment was postponed, and arrives after.</summary>
    [Fact]
    public async Task Should_ignore_the_old_one_when_it_arrives_late()
    {
        var (instance, old) = await PostponeAsync();

        await PutBackAsync(old);
        Pass(TimeSpan.FromSeconds(1));

        await Eventually.Until(() => instance.Transport.AttemptsAt(old.Id) == 1);
        await UntilIdleAsync(instance);
        (await FindOrderAsync(_order))!.CurrentState.ShouldBe("Placed");
        Journal.Of<OrderOverdue>().ShouldBeEmpty();
    }

    [Fact]
    public async Task Should_ignore_the_new_one_when_it_arrives_twice()
    {
        var (instance, _) = await PostponeAsync();
        var timer = (await OutboxAsync()).Single();
        Pass(_longer);
        await UntilIdleAsync(instance);

        await PutBackAsync(timer);
        Pass(TimeSpan.FromSeconds(1));

        await Eventually.Until(() => instance.Transport.AttemptsAt(timer.Id) == 2);
        await UntilIdleAsync(instance);
        Journal.Of<OrderOverdue>().Count.ShouldBe(1);
    }

    private async Task<(ServiceInstance Instance, OutboxMessage Old)> PostponeAsync()
    {
        var instance = await StartAsync();
        await instance.SendAsync(OrderDefinition.Queue, new PlaceOrder(_order, "someone", Now + _term));
        await Eventually.Until(async () => (await OutboxAsync()) is [{ IsTimer: true }]);
        var old = (await OutboxAsync()).Single();

        await instance.SendAsync(OrderDefinition.Queue, new PostponePayment(_order, Now + _longer));
        await Eventually.Until(async () => (await FindOrderAsync(_order))!.PaymentDueAt == Now + _longer);
        return (instance, old);
    }

    private async Task PutBackAsync(OutboxMessage timer)
    {
        timer.NextAttemptAt = Now;
        await using var db = Database.Open();
        db.Add(timer);
        await db.SaveChangesAsync();
    }
}
