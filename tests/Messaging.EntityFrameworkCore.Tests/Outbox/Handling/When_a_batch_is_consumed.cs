using MassTransit;
using Messaging.EntityFrameworkCore.Tests.Orders;
using Messaging.EntityFrameworkCore.Tests.Running;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using TestKit;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Outbox.Handling;

public abstract class When_a_batch_is_consumed<TDatabase> : Situation<TDatabase>
    where TDatabase : TestDatabase, new()
{
    private const int Size = 10;

    [Fact]
    public async Task Should_write_and_publish_together()
    {
        var instance = await StartWithBatchesAsync();

        await SendAsync(instance);

        await Eventually.Until(() => Journal.Of<Marker>().Count == Size);
        (await ReadAsync(db => db.Notes.CountAsync())).ShouldBe(Size);
    }

    [Fact]
    public async Task Should_do_neither_when_it_fails()
    {
        var instance = await StartWithBatchesAsync();
        var failed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        instance.Hooks.On<Batch<Echo>>(_ =>
        {
            failed.TrySetResult();
            throw new InvalidOperationException("At the end of the batch.");
        });

        await SendAsync(instance);

        await failed.Task.OrHang();
        await OnceTheQueuesAreEmptyAsync(instance);
        (await ReadAsync(db => db.Notes.CountAsync())).ShouldBe(0);
        Journal.Of<Marker>().ShouldBeEmpty();
    }

    private Task<ServiceInstance> StartWithBatchesAsync() =>
        StartAsync(settings => settings with { Bus = bus => bus.AddConsumer<EchoBatchConsumer, EchoBatchDefinition>() });

    private static async Task SendAsync(ServiceInstance instance)
    {
        for (var number = 0; number < Size; number++)
            await instance.SendAsync(EchoBatchDefinition.Queue, new Echo(Guid.CreateVersion7()));
    }

    private sealed class EchoBatchConsumer(OrdersDbContext db, Hooks hooks) : IConsumer<Batch<Echo>>
    {
        public async Task Consume(ConsumeContext<Batch<Echo>> context)
        {
            foreach (var echo in context.Message)
            {
                db.Add(new Note { Id = echo.Message.NoteId, Text = "batch" });
                await context.Publish(new Marker(echo.Message.NoteId));
            }

            await hooks.ReachedAsync(context, db);
        }
    }

    private sealed class EchoBatchDefinition : ConsumerDefinition<EchoBatchConsumer>
    {
        public const string Queue = "echo-batches";

        public EchoBatchDefinition() => EndpointName = Queue;

        protected override void ConfigureConsumer(
            IReceiveEndpointConfigurator endpointConfigurator,
            IConsumerConfigurator<EchoBatchConsumer> consumerConfigurator,
            IRegistrationContext context)
        {
            consumerConfigurator.Options<BatchOptions>(options => options.SetMessageLimit(Size).SetTimeLimit(HangGuard.Beyond));
            endpointConfigurator.UseEntityFrameworkOutbox<OrdersDbContext>(context);
        }
    }
}
