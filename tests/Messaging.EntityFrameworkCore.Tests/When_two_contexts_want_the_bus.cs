using MassTransit;
using Messaging.EntityFrameworkCore.Tests.Orders;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests;

public sealed class When_two_contexts_want_the_bus
{
    [Fact]
    public void Should_refuse_the_second() =>
        new ServiceCollection().AddMassTransit(bus =>
        {
            bus.UseEntityFrameworkBusOutbox<OrdersDbContext>();
            bus.UseEntityFrameworkBusOutbox<OrdersDbContext>();

            Should.Throw<ConfigurationException>(() => bus.UseEntityFrameworkBusOutbox<DbContext>())
                .Message.ShouldContain(nameof(OrdersDbContext));
        });
}
