using MassTransit;
using Messaging.EntityFrameworkCore.Tests.Orders;
using Messaging.EntityFrameworkCore.Tests.Running;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using TestKit;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Sagas;

public abstract class When_two_inserts_race_on_one_id<TDatabase> : Situation<TDatabase>
    where TDatabase : TestDatabase, new()
{
    private readonly Guid _order = Guid.CreateVersion7();

    [Fact]
    public async Task Should_keep_one_row()
    {
        await RaceAsync();

        (await ReadAsync(db => db.Orders.CountAsync())).ShouldBe(1);
    }

    [Fact]
    public async Task Should_let_the_loser_load_the_winner()
    {
        var responses = await RaceAsync();

        responses.Select(response => response.WasThereAlready).Order().ShouldBe([false, true]);
        (await FindOrderAsync(_order))!.Duplicates.ShouldBe(1);
    }

    [Fact]
    public async Task Should_tell_of_it_once_and_set_one_timer()
    {
        await RaceAsync();

        // The clock is about to jump, which ends all leases: the rows of sent messages must be deleted before.
        await Eventually.Until(async () => (await OutboxAsync()).All(row => row.IsTimer));
        (await OutboxAsync()).Count.ShouldBe(1);
        Pass(TimeSpan.FromMinutes(1));
        await UntilIdleAsync(await StartAsync());
        Journal.Of<OrderPlaced>().Count(placed => placed.OrderId == _order).ShouldBe(1);
    }

    private async Task<IReadOnlyList<OrderAccepted>> RaceAsync()
    {
        var instances = new[] { await StartAsync(), await StartAsync() };
        var meeting = new Meeting(instances.Length);
        foreach (var instance in instances)
        {
            instance.Hooks.On<PlaceOrder>(visit =>
                visit.Attempt == 1 && Database.AllowsConcurrentWriters ? meeting.ArriveAsync() : Task.CompletedTask);
        }

        var command = new PlaceOrder(_order, "someone", Now.AddDays(14));
        var responses = await Task.WhenAll(instances.Select(instance =>
            instance.Bus.CreateRequestClient<PlaceOrder>(
                new Uri($"queue:{OrderDefinition.Queue}"), HangGuard.Limit).GetResponse<OrderAccepted>(command)));
        return [.. responses.Select(response => response.Message)];
    }
}
