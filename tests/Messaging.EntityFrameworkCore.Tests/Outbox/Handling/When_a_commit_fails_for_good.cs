using MassTransit;
using Messaging.EntityFrameworkCore.Outbox;
using Messaging.EntityFrameworkCore.Tests.Orders;
using Messaging.EntityFrameworkCore.Tests.Running;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using TestKit;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Outbox.Handling;

/// <summary>The handler succeeds, and the database rejects what it wrote. Nobody is left to wait for a response that never comes.</summary>
public abstract class When_a_commit_fails_for_good<TDatabase> : Situation<TDatabase>
    where TDatabase : TestDatabase, new()
{
    private const string Faults = "faults";

    private readonly Guid _id = Guid.CreateVersion7();

    [Fact]
    public async Task Should_publish_one_fault_of_a_consumer()
    {
        var instance = await StartWatchedAsync();
        instance.Hooks.On<TakeNote>(visit => WriteWhatIsRejected(visit.Db));

        await instance.SendAsync(NoteDefinition.Queue, new TakeNote(_id, "text"), _id);

        await ShouldPublishOneFaultAsync(instance);
    }

    [Fact]
    public async Task Should_tell_the_sender_of_a_request()
    {
        var instance = await StartWatchedAsync();
        instance.Hooks.On<TakeNote>(visit => WriteWhatIsRejected(visit.Db));
        var client = instance.Bus.CreateRequestClient<TakeNote>(new Uri($"queue:{NoteDefinition.Queue}"), HangGuard.Limit);

        var requesting = () => client.GetResponse<NoteStored>(new TakeNote(_id, "text"));

        await requesting.ShouldThrowAsync<RequestFaultException>();
    }

    [Fact]
    public async Task Should_publish_one_fault_of_a_saga()
    {
        var instance = await StartWatchedAsync();
        instance.Hooks.On<PlaceOrder>(visit => WriteWhatIsRejected(visit.Db));

        await instance.SendAsync(OrderDefinition.Queue, new PlaceOrder(_id, "someone", Now.AddDays(14)), _id);

        await ShouldPublishOneFaultAsync(instance);
    }

    [Fact]
    public async Task Should_publish_one_fault_of_each_message_of_a_batch()
    {
        var instance = await StartWatchedAsync();
        instance.Hooks.On<Batch<Echo>>(visit => WriteWhatIsRejected(visit.Db));

        await instance.SendAsync(BatchDefinition.Queue, new Echo(_id), _id);

        await ShouldPublishOneFaultAsync(instance);
    }

    [Fact]
    public async Task Should_publish_one_fault_of_one_of_several_transactions()
    {
        var instance = await StartWatchedAsync();
        instance.Hooks.On<Echo>(visit => instance.Services.GetRequiredService<ConsumerTransactions<OrdersDbContext>>()
            .RunAsync((ConsumeContext<Echo>)visit.Context, transaction => WriteWhatIsRejected(transaction.Db)));

        await instance.SendAsync(EchoConsumer.Queue, new Echo(_id), _id);

        await ShouldPublishOneFaultAsync(instance);
    }

    [Fact]
    public async Task Should_publish_one_fault_when_every_try_meets_a_conflict()
    {
        var instance = await StartWatchedAsync();
        await GivenNoteAsync();
        instance.Hooks.On<TakeNote>(visit => WriteTheNoteAgain(visit.Db));

        await instance.SendAsync(NoteDefinition.Queue, new TakeNote(Guid.CreateVersion7(), "text"), _id);

        await ShouldPublishOneFaultAsync(instance);
    }

    [Fact]
    public async Task Should_publish_none_when_a_later_try_succeeds()
    {
        var instance = await StartWatchedAsync();
        await GivenNoteAsync();
        instance.Hooks.On<TakeNote>(visit => visit.Attempt == 1 ? WriteTheNoteAgain(visit.Db) : Task.CompletedTask);

        await instance.SendAsync(NoteDefinition.Queue, new TakeNote(Guid.CreateVersion7(), "text"), _id);

        await Eventually.Until(() => Journal.Of<NoteCopied>().Count == 1);
        await UntilIdleAsync(instance);
        Journal.Of<Fault>().ShouldBeEmpty();
    }

    private Task WriteTheNoteAgain(DbContext db)
    {
        db.Add(new Note { Id = _id, Text = "is there already" });
        return Task.CompletedTask;
    }

    private static Task WriteWhatIsRejected(DbContext db)
    {
        db.Add(new Note { Id = Guid.CreateVersion7(), Text = null! });
        return Task.CompletedTask;
    }

    private Task<int> GivenNoteAsync() => ReadAsync(async db =>
    {
        await WriteTheNoteAgain(db);
        return await db.SaveChangesAsync();
    });

    private Task<ServiceInstance> StartWatchedAsync() => StartAsync(settings => settings with
    {
        Bus = bus =>
        {
            bus.AddConsumer<EchoConsumer>().Endpoint(endpoint => endpoint.Name = EchoConsumer.Queue);
            bus.AddConsumer<BatchConsumer, BatchDefinition>();
            bus.AddConsumer<FaultConsumer>().Endpoint(endpoint => endpoint.Name = Faults);
        },
    });

    private int FaultsOf(Guid messageId) =>
        Journal.ArrivalsOf<Fault>().Count(arrival => ((Fault)arrival.Message).FaultedMessageId == messageId
            && arrival.Context.ReceiveContext.InputAddress.AbsolutePath.EndsWith(Faults, StringComparison.Ordinal));

    private async Task ShouldPublishOneFaultAsync(ServiceInstance instance)
    {
        await Eventually.Until(() => FaultsOf(_id) > 0);
        instance.Hooks.On<TakeNote>(_ => Task.CompletedTask);
        instance.Hooks.On<PlaceOrder>(_ => Task.CompletedTask);
        await UntilIdleAsync(instance);

        // One fault after another is published, each before the message goes to the error queue.
        instance.Hooks.On<Echo>(_ => throw new InvalidOperationException("The last one."));
        var last = await instance.SendAsync(EchoConsumer.Queue, new Echo(Guid.Empty));
        await Eventually.Until(() => FaultsOf(last) > 0);
        FaultsOf(_id).ShouldBe(1);
    }

    private sealed class FaultConsumer(Journal journal) : IConsumer<Fault>
    {
        public Task Consume(ConsumeContext<Fault> context)
        {
            journal.Add(context);
            return Task.CompletedTask;
        }
    }

    private sealed class BatchConsumer(OrdersDbContext db, Hooks hooks) : IConsumer<Batch<Echo>>
    {
        public Task Consume(ConsumeContext<Batch<Echo>> context) => hooks.ReachedAsync(context, db);
    }

    private sealed class BatchDefinition : ConsumerDefinition<BatchConsumer>
    {
        public const string Queue = "echo-batches";

        public BatchDefinition() => EndpointName = Queue;

        protected override void ConfigureConsumer(
            IReceiveEndpointConfigurator endpointConfigurator,
            IConsumerConfigurator<BatchConsumer> consumerConfigurator,
            IRegistrationContext context)
        {
            consumerConfigurator.Options<BatchOptions>(options => options.SetMessageLimit(1).SetTimeLimit(HangGuard.Beyond));
            endpointConfigurator.UseEntityFrameworkOutbox<OrdersDbContext>(context);
        }
    }
}
