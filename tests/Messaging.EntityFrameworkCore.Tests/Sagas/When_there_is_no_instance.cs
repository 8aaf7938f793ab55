using Messaging.EntityFrameworkCore.Tests.Orders;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using TestKit;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Sagas;

public abstract class When_there_is_no_instance<TDatabase> : Situation<TDatabase>
    where TDatabase : TestDatabase, new()
{
    private readonly Guid _order = Guid.CreateVersion7();

    [Fact]
    public async Task Should_commit_what_the_missing_instance_handler_writes()
    {
        var instance = await StartAsync();

        await instance.SendAsync(OrderDefinition.Queue, new CancelOrder(_order));

        await Eventually.Until(() => Journal.Of<OrderUnknown>().Count == 1);
        (await ReadAsync(db => db.Notes.SingleAsync(note => note.Id == _order))).Text.ShouldBe("unknown");
    }

    [Fact]
    public async Task Should_create_none_for_an_event_that_begins_nothing()
    {
        var instance = await StartAsync();

        await instance.SendAsync(OrderDefinition.Queue, new AddItem(_order));

        await OnceTheQueuesAreEmptyAsync(instance);
        (await FindOrderAsync(_order)).ShouldBeNull();
        Journal.Of<ItemAdded>().ShouldBeEmpty();
    }
}
