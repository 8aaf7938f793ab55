using Messaging.EntityFrameworkCore.Tests.Orders;
using Messaging.EntityFrameworkCore.Tests.Running;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using TestKit;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Outbox.Crashes;

public abstract class When_the_process_dies_before_the_commit<TDatabase> : Situation<TDatabase>
    where TDatabase : TestDatabase, new()
{
    private readonly Guid _id = Guid.CreateVersion7();

    [Fact]
    public async Task Should_leave_no_rows()
    {
        var instance = await GivenDeathAtTheCommitAsync();

        await instance.SendAsync(NoteDefinition.Queue, new TakeNote(_id, "text"));
        await DeathAsync(instance);

        (await ReadAsync(db => db.Notes.CountAsync())).ShouldBe(0);
        (await OutboxAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Should_let_no_message_leave()
    {
        var instance = await GivenDeathAtTheCommitAsync();

        var command = await instance.SendAsync(NoteDefinition.Queue, new TakeNote(_id, "text"));
        await DeathAsync(instance);

        instance.Transport.Sent.ShouldBe([command]);
        Journal.Arrivals.ShouldBeEmpty();
    }

    [Fact]
    public async Task Should_leave_neither_order_nor_timer()
    {
        var instance = await GivenDeathAtTheCommitAsync();

        await instance.SendAsync(OrderDefinition.Queue, new PlaceOrder(_id, "someone", Now.AddDays(14)));
        await DeathAsync(instance);

        (await FindOrderAsync(_id)).ShouldBeNull();
        (await OutboxAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Should_do_it_all_when_the_message_is_delivered_again()
    {
        var dead = await GivenDeathAtTheCommitAsync();
        var command = await dead.SendAsync(NoteDefinition.Queue, new TakeNote(_id, "text"));
        await DeathAsync(dead);

        var instance = await StartAsync();
        await instance.SendAsync(NoteDefinition.Queue, new TakeNote(_id, "text"), command);

        await UntilIdleAsync(instance);
        (await ReadAsync(db => db.Notes.CountAsync())).ShouldBe(1);
        Journal.Of<NoteTaken>().Count(taken => taken.NoteId == _id).ShouldBe(1);
    }

    private async Task<ServiceInstance> GivenDeathAtTheCommitAsync()
    {
        var instance = await StartAsync();
        await Eventually.Until(() => instance.Database.Statements.Count > 0);
        instance.Hooks.On<TakeNote>(_ => DieAtCommit());
        instance.Hooks.On<PlaceOrder>(_ => DieAtCommit());
        return instance;

        Task DieAtCommit()
        {
            instance.Database.Committing = () =>
            {
                instance.Database.Kill();
                instance.Transport.Kill();
                return Task.CompletedTask;
            };
            return Task.CompletedTask;
        }
    }

    private static async Task DeathAsync(ServiceInstance instance)
    {
        await Eventually.Until(() => instance.Database.IsKilled);
        await instance.KillAsync();
    }
}
