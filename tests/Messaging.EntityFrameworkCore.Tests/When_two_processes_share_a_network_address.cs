using MassTransit;
using MassTransit.NewIdProviders;
using Messaging.EntityFrameworkCore.Outbox;
using Messaging.EntityFrameworkCore.Tests.Orders;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests;

public sealed class When_two_processes_share_a_network_address
{
    private static readonly DateTime _instant = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void Should_not_make_the_same_message_ids_at_the_same_instant()
    {
        var (one, other) = (GeneratorOfAProcess(), GeneratorOfAProcess());

        one.NextGuid().ShouldNotBe(other.NextGuid());
    }

    [Fact]
    public void Should_hold_for_every_service_with_an_outbox()
    {
        new ServiceCollection().AddMassTransit(bus => bus.AddEntityFrameworkOutbox<OrdersDbContext>());

        var address = new BestPossibleWorkerIdProvider().GetWorkerId(0);
        var byAddress = new NewIdGenerator(new StandingTicks(), new Address(address)).Next();

        NewId.Next().ToString()[^12..].ShouldNotBe(byAddress.ToString()[^12..]);
    }

    private static NewIdGenerator GeneratorOfAProcess() => new(new StandingTicks(), new MessageIds.RandomWorkerId());

    private sealed class StandingTicks : ITickProvider
    {
        public long Ticks => _instant.Ticks;
    }

    private sealed class Address(byte[] address) : IWorkerIdProvider
    {
        public byte[] GetWorkerId(int index) => address;
    }
}
