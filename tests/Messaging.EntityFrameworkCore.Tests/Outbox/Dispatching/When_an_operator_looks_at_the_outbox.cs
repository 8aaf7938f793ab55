using Messaging.EntityFrameworkCore.Outbox;
using Messaging.EntityFrameworkCore.Tests.Orders;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using TestKit;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Outbox.Dispatching;

public abstract class When_an_operator_looks_at_the_outbox<TDatabase> : Situation<TDatabase>
    where TDatabase : TestDatabase, new()
{
    [Fact]
    public async Task Should_show_nothing_when_it_is_empty()
    {
        var instance = await StartAsync();

        (await ReadFiguresAsync(instance)).ShouldBe(new OutboxFigures(0, null, 0, 0, 0));
    }

    [Fact]
    public async Task Should_tell_timers_to_come_from_those_overdue_and_what_waits()
    {
        var instance = await StartAsync();
        foreach (var days in (int[])[1, 2, 30])
            await instance.SendAsync(OrderDefinition.Queue, new PlaceOrder(Guid.CreateVersion7(), "someone", Now.AddDays(days)));

        await Eventually.Until(async () => (await OutboxAsync()).Count(row => row.IsTimer) == 3 && (await OutboxAsync()).Count == 3);
        await instance.StopAsync();
        Clock.Advance(TimeSpan.FromDays(3));
        await Database.InsertBacklogAsync(4, Now.AddMinutes(-1));
        await ReadAsync(db => db.Outbox.Where(row => row.Id == TestDatabase.BacklogId(4)).ExecuteUpdateAsync(row => row
            .SetProperty(message => message.ParkedAt, Now)
            .SetProperty(message => message.NextAttemptAt, (DateTimeOffset?)null)));

        (await ReadFiguresAsync(instance)).ShouldBe(new OutboxFigures(
            Waiting: 5, OldestAt: Now.AddDays(-2), Timers: 1, OverdueTimers: 2, Parked: 1));
    }

    private Task<OutboxFigures> ReadFiguresAsync(Running.ServiceInstance instance) =>
        instance.Services.GetRequiredService<OutboxMonitor<OrdersDbContext>>().ReadAsync(Now, CancellationToken.None);
}
