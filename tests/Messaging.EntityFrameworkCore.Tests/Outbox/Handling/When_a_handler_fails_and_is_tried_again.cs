using System.Collections.Concurrent;
using MassTransit;
using Messaging.EntityFrameworkCore.Tests.Orders;
using Messaging.EntityFrameworkCore.Tests.Running;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using TestKit;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Outbox.Handling;

public abstract class When_a_handler_fails_and_is_tried_again<TDatabase> : Situation<TDatabase>
    where TDatabase : TestDatabase, new()
{
    private readonly Guid _note = Guid.CreateVersion7();
    private readonly ConcurrentQueue<DbContextId> _contexts = new();
    private readonly ConcurrentQueue<int> _tracked = new();

    [Fact]
    public async Task Should_let_only_the_last_attempt_respond()
    {
        var instance = await GivenTwoFailuresAsync();

        var response = await RequestAsync(instance);

        response.Attempt.ShouldBe(3);
    }

    [Fact]
    public async Task Should_publish_and_send_once()
    {
        var instance = await GivenTwoFailuresAsync();

        await RequestAsync(instance);

        await UntilIdleAsync(instance);
        Journal.Of<NoteTaken>().Count(taken => taken.NoteId == _note).ShouldBe(1);
        Journal.Of<NoteCopied>().Count(copied => copied.NoteId == _note).ShouldBe(1);
    }

    [Fact]
    public async Task Should_tell_of_no_fault()
    {
        var instance = await GivenTwoFailuresAsync();

        await instance.SendAsync(NoteDefinition.Queue, new TakeNote(_note, "text"));

        await UntilIdleAsync(instance);
        Journal.Of<NoteTaken>().ShouldContain(taken => taken.NoteId == _note);
        Journal.Of<Fault<TakeNote>>().ShouldBeEmpty();
    }

    [Fact]
    public async Task Should_give_each_attempt_a_fresh_context()
    {
        var instance = await GivenTwoFailuresAsync();

        await RequestAsync(instance);

        _contexts.Distinct().Count().ShouldBe(3);
        // Only the note of this attempt: nothing is left of the attempts before.
        _tracked.ShouldBe([1, 1, 1]);
    }

    private async Task<ServiceInstance> GivenTwoFailuresAsync()
    {
        var instance = await StartAsync();
        instance.Hooks.On<TakeNote>(visit =>
        {
            if (visit.Context.RequestId is not null)
            {
                _contexts.Enqueue(visit.Db.ContextId);
                _tracked.Enqueue(visit.Db.ChangeTracker.Entries().Count());
            }

            return visit.Attempt < 3 ? throw new TransientFailureException("Not yet.") : Task.CompletedTask;
        });
        return instance;
    }

    private async Task<NoteStored> RequestAsync(ServiceInstance instance) =>
        (await instance.Bus.CreateRequestClient<TakeNote>(new Uri($"queue:{NoteDefinition.Queue}"), HangGuard.Limit)
            .GetResponse<NoteStored>(new TakeNote(_note, "text"))).Message;
}
