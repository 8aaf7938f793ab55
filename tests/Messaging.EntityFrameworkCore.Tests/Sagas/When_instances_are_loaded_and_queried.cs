using MassTransit;
using MassTransit.Saga;
using Messaging.EntityFrameworkCore.Tests.Orders;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using TestKit;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Sagas;

public abstract class When_instances_are_loaded_and_queried<TDatabase> : Situation<TDatabase>
    where TDatabase : TestDatabase, new()
{
    private readonly Guid _first = Guid.CreateVersion7();
    private readonly Guid _second = Guid.CreateVersion7();
    private readonly Guid _others = Guid.CreateVersion7();

    [Fact]
    public async Task Should_load_one_by_its_id()
    {
        var instance = await GivenThreeOrdersAsync();
        await using var scope = instance.Services.CreateAsyncScope();

        var order = await scope.ServiceProvider.GetRequiredService<ILoadSagaRepository<OrderState>>().Load(_first);

        order.Customer.ShouldBe("one");
    }

    [Fact]
    public async Task Should_load_none_where_there_is_none()
    {
        var instance = await GivenThreeOrdersAsync();
        await using var scope = instance.Services.CreateAsyncScope();

        var order = await scope.ServiceProvider.GetRequiredService<ILoadSagaRepository<OrderState>>().Load(Guid.CreateVersion7());

        order.ShouldBeNull();
    }

    [Fact]
    public async Task Should_find_those_that_match()
    {
        var instance = await GivenThreeOrdersAsync();
        await using var scope = instance.Services.CreateAsyncScope();

        var found = await scope.ServiceProvider.GetRequiredService<IQuerySagaRepository<OrderState>>()
            .Find(new SagaQuery<OrderState>(order => order.Customer == "one"));

        found.ShouldBe([_first, _second], ignoreOrder: true);
    }

    [Fact]
    public async Task Should_hand_a_message_to_all_that_match()
    {
        var instance = await GivenThreeOrdersAsync();

        await instance.SendAsync(OrderDefinition.Queue, new RemindCustomer("one"));

        await Eventually.Until(() => Journal.Of<CustomerReminded>().Count >= 2);
        (await FindOrderAsync(_first))!.Reminders.ShouldBe(1);
        (await FindOrderAsync(_second))!.Reminders.ShouldBe(1);
        (await FindOrderAsync(_others))!.Reminders.ShouldBe(0);
    }

    private async Task<Running.ServiceInstance> GivenThreeOrdersAsync()
    {
        var instance = await StartAsync();
        foreach (var (id, customer) in new[] { (_first, "one"), (_second, "one"), (_others, "other") })
            await instance.SendAsync(OrderDefinition.Queue, new PlaceOrder(id, customer, Now.AddDays(14)));

        await Eventually.Until(() => Journal.Of<OrderPlaced>().Count == 3);
        return instance;
    }
}
