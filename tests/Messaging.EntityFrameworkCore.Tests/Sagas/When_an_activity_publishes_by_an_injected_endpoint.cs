using MassTransit;
using Messaging.EntityFrameworkCore.Tests.Orders;
using Messaging.EntityFrameworkCore.Tests.Running;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using TestKit;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Sagas;

/// <summary>The activity resolves a service from its scope, and the service publishes.</summary>
public abstract class When_an_activity_publishes_by_an_injected_endpoint<TDatabase> : Situation<TDatabase>
    where TDatabase : TestDatabase, new()
{
    private readonly Guid _order = Guid.CreateVersion7();

    [Fact]
    public async Task Should_leave_with_the_commit()
    {
        var instance = await StartAsync();
        var hasLeft = false;
        bool? hadLeftAtTheCommit = null;
        instance.Transport.Taken = context =>
        {
            hasLeft |= context.DestinationAddress!.AbsolutePath.Contains(nameof(Marker), StringComparison.Ordinal);
            return Task.CompletedTask;
        };
        instance.Hooks.On<PlaceOrder>(async visit =>
        {
            await PublishAsync(visit);
            instance.Database.Committing = () =>
            {
                hadLeftAtTheCommit ??= hasLeft;
                return Task.CompletedTask;
            };
        });

        await instance.SendAsync(OrderDefinition.Queue, new PlaceOrder(_order, "someone", Now.AddDays(14)));

        await Eventually.Until(() => Journal.Of<Marker>().Count == 1);
        hadLeftAtTheCommit.ShouldBe(false);
        instance.Transport.Sent.ShouldContain(Journal.ArrivalsOf<Marker>().Single().MessageId);
    }

    [Fact]
    public async Task Should_never_leave_when_the_activity_fails()
    {
        var instance = await StartAsync();
        instance.Hooks.On<PlaceOrder>(async visit =>
        {
            if (((ConsumeContext<PlaceOrder>)visit.Context).Message.OrderId != _order)
                return;

            await PublishAsync(visit);
            throw new InvalidOperationException("After it published.");
        });

        await instance.SendAsync(OrderDefinition.Queue, new PlaceOrder(_order, "someone", Now.AddDays(14)));

        await OnceTheQueuesAreEmptyAsync(instance);
        Journal.Of<Marker>().ShouldBeEmpty();
    }

    private Task PublishAsync(Visit visit) =>
        visit.Context.GetPayload<IServiceScope>().ServiceProvider.GetRequiredService<IPublishEndpoint>().Publish(new Marker(_order));
}
