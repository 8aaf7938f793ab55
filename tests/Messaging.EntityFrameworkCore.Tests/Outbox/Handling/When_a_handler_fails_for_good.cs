using MassTransit;
using Messaging.EntityFrameworkCore.Tests.Orders;
using Messaging.EntityFrameworkCore.Tests.Running;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using TestKit;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Outbox.Handling;

public abstract class When_a_handler_fails_for_good<TDatabase> : Situation<TDatabase>
    where TDatabase : TestDatabase, new()
{
    private readonly Guid _id = Guid.CreateVersion7();

    [Fact]
    public async Task Should_write_nothing()
    {
        var instance = await GivenFailingHandlersAsync();

        await FailAsync(instance);

        (await ReadAsync(db => db.Notes.CountAsync())).ShouldBe(0);
        (await OutboxAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Should_let_nothing_leave_but_its_one_fault()
    {
        var instance = await GivenFailingHandlersAsync();

        await FailAsync(instance);

        await UntilIdleAsync(instance);
        Journal.Of<NoteTaken>().ShouldNotContain(taken => taken.NoteId == _id);
        Journal.Of<NoteCopied>().ShouldNotContain(copied => copied.NoteId == _id);
        Journal.Of<Fault<TakeNote>>().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Should_respond_with_the_fault_alone()
    {
        var instance = await GivenFailingHandlersAsync();
        var client = instance.Bus.CreateRequestClient<TakeNote>(new Uri($"queue:{NoteDefinition.Queue}"), HangGuard.Limit);

        var requesting = () => client.GetResponse<NoteStored>(new TakeNote(_id, "text"));

        await requesting.ShouldThrowAsync<RequestFaultException>();
    }

    [Fact]
    public async Task Should_leave_a_saga_as_it_was()
    {
        var instance = await GivenFailingHandlersAsync();

        await instance.SendAsync(OrderDefinition.Queue, new PlaceOrder(_id, "someone", Now.AddDays(14)));

        await UntilIdleAsync(instance);
        (await FindOrderAsync(_id)).ShouldBeNull();
        (await OutboxAsync()).ShouldBeEmpty();
        Journal.Of<OrderPlaced>().ShouldNotContain(placed => placed.OrderId == _id);
    }

    private async Task<ServiceInstance> GivenFailingHandlersAsync()
    {
        var instance = await StartAsync();
        instance.Hooks.On<TakeNote>(visit => FailForThis(((ConsumeContext<TakeNote>)visit.Context).Message.NoteId));
        instance.Hooks.On<PlaceOrder>(visit => FailForThis(((ConsumeContext<PlaceOrder>)visit.Context).Message.OrderId));
        return instance;
    }

    private Task FailForThis(Guid id) => id == _id ? throw new InvalidOperationException("Never.") : Task.CompletedTask;

    private async Task FailAsync(ServiceInstance instance)
    {
        await instance.SendAsync(NoteDefinition.Queue, new TakeNote(_id, "text"));
        await Eventually.Until(() => Journal.Of<Fault<TakeNote>>().Count > 0);
    }
}
