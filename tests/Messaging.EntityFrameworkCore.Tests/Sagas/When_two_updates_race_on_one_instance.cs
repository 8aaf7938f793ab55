using Messaging.EntityFrameworkCore.Tests.Orders;
using Messaging.EntityFrameworkCore.Tests.Running;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Shouldly;
using TestKit;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Sagas;

public abstract class When_two_updates_race_on_one_instance<TDatabase> : Situation<TDatabase>
    where TDatabase : TestDatabase, new()
{
    private readonly Guid _order = Guid.CreateVersion7();

    [Fact]
    public async Task Should_lose_neither()
    {
        await RaceAsync();

        (await FindOrderAsync(_order))!.Items.ShouldBe(2);
    }

    [Fact]
    public async Task Should_tell_of_each_with_what_it_saw()
    {
        await RaceAsync();

        Journal.Of<ItemAdded>().Select(added => added.Items).Order().ShouldBe([1, 2]);
    }

    [Fact]
    public async Task Should_count_the_versions()
    {
        await RaceAsync();

        (await FindOrderAsync(_order))!.Version.ShouldBe(2);
    }

    private async Task RaceAsync()
    {
        var instances = new[] { await StartAsync(), await StartAsync() };
        await instances[0].SendAsync(OrderDefinition.Queue, new PlaceOrder(_order, "someone", Now.AddDays(14)));
        await Eventually.Until(() => Journal.Of<OrderPlaced>().Count == 1);
        var meeting = new Meeting(instances.Length);
        foreach (var instance in instances)
        {
            instance.Hooks.On<AddItem>(visit =>
                visit.Attempt == 1 && Database.AllowsConcurrentWriters ? meeting.ArriveAsync() : Task.CompletedTask);
        }

        foreach (var instance in instances)
            await instance.SendAsync(OrderDefinition.Queue, new AddItem(_order));

        await Eventually.Until(() => Journal.Of<ItemAdded>().Count >= 2);
    }
}
