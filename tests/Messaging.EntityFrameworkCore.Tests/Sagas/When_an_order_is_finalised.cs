using Messaging.EntityFrameworkCore.Tests.Orders;
using Messaging.EntityFrameworkCore.Tests.Running;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using TestKit;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Sagas;

public abstract class When_an_order_is_finalised<TDatabase> : Situation<TDatabase>
    where TDatabase : TestDatabase, new()
{
    private readonly Guid _order = Guid.CreateVersion7();

    [Fact]
    public async Task Should_delete_its_row()
    {
        var instance = await StartAsync();
        await PlaceAndPayAsync(instance);
        (await FindOrderAsync(_order)).ShouldNotBeNull();

        await instance.SendAsync(OrderDefinition.Queue, new CloseOrder(_order));

        await Eventually.Until(() => Journal.Of<OrderClosed>().Count == 1);
        (await FindOrderAsync(_order)).ShouldBeNull();
    }

    [Fact]
    public async Task Should_leave_nothing_in_the_outbox()
    {
        var instance = await StartAsync();
        await PlaceAndPayAsync(instance);

        await instance.SendAsync(OrderDefinition.Queue, new CloseOrder(_order));

        await Eventually.Until(() => Journal.Of<OrderClosed>().Count == 1);
        await Eventually.Until(async () => await ReadAsync(db => db.Outbox.CountAsync()) == 0);
    }

    private async Task PlaceAndPayAsync(ServiceInstance instance)
    {
        await instance.SendAsync(OrderDefinition.Queue, new PlaceOrder(_order, "someone", Now.AddDays(14)));
        await instance.SendAsync(OrderDefinition.Queue, new PayOrder(_order));
        await Eventually.Until(() => Journal.Of<OrderPaid>().Count == 1);
    }
}
