using Messaging.EntityFrameworkCore.Tests.Orders;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Outbox.Handling;

public abstract class When_a_message_comes_twice<TDatabase> : Situation<TDatabase>
    where TDatabase : TestDatabase, new()
{
    private readonly Guid _id = Guid.CreateVersion7();

    [Fact]
    public async Task Should_have_one_effect_on_a_consumer()
    {
        var instance = await StartAsync();

        for (var time = 0; time < 2; time++)
            await instance.SendAsync(NoteDefinition.Queue, new TakeNote(_id, "text"), messageId: _id);

        await UntilIdleAsync(instance);
        (await ReadAsync(db => db.Notes.CountAsync())).ShouldBe(1);
        Journal.Of<NoteTaken>().Count(taken => taken.NoteId == _id).ShouldBe(1);
    }

    [Fact]
    public async Task Should_have_one_effect_on_a_saga()
    {
        var instance = await StartAsync();

        for (var time = 0; time < 2; time++)
            await instance.SendAsync(OrderDefinition.Queue, new PlaceOrder(_id, "someone", Now.AddDays(14)), messageId: _id);

        await UntilIdleAsync(instance);
        Journal.Of<OrderPlaced>().Count(placed => placed.OrderId == _id).ShouldBe(1);
        (await OutboxAsync()).Count(row => row.IsTimer).ShouldBe(1);
    }

    [Fact]
    public async Task Should_have_one_effect_when_both_are_handled_at_once()
    {
        var instances = new[] { await StartAsync(), await StartAsync() };
        var meeting = new Running.Meeting(2);
        foreach (var instance in instances)
        {
            instance.Hooks.On<TakeNote>(visit =>
                visit.Attempt == 1 && visit.Context.MessageId == _id && Database.AllowsConcurrentWriters
                    ? meeting.ArriveAsync()
                    : Task.CompletedTask);
        }

        foreach (var instance in instances)
            await instance.SendAsync(NoteDefinition.Queue, new TakeNote(_id, "text"), messageId: _id);

        foreach (var instance in instances)
            await UntilIdleAsync(instance);

        (await ReadAsync(db => db.Notes.CountAsync())).ShouldBe(1);
        Journal.Of<NoteTaken>().Count(taken => taken.NoteId == _id).ShouldBe(1);
    }
}
