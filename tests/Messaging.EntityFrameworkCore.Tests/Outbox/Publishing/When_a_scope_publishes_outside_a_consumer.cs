using MassTransit;
using Messaging.EntityFrameworkCore.Tests.Orders;
using Messaging.EntityFrameworkCore.Tests.Running;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using TestKit;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Outbox.Publishing;

/// <summary>As in a web request. The clock stands still, so that no message is sent because the dispatcher polls.</summary>
public abstract class When_a_scope_publishes_outside_a_consumer<TDatabase> : Situation<TDatabase>
    where TDatabase : TestDatabase, new()
{
    private readonly NoteTaken _event = new(Guid.CreateVersion7(), "text");

    [Fact]
    public async Task Should_leave_soon_after_the_changes_were_saved()
    {
        var instance = await StartWithBusOutboxAsync();
        await using var scope = instance.Services.CreateAsyncScope();

        await WriteAndPublishAsync(scope);
        await SaveAsync(scope);

        await Eventually.Until(() => Journal.Of<NoteTaken>().Contains(_event));
        (await ReadAsync(db => db.Notes.FindAsync(_event.NoteId).AsTask())).ShouldNotBeNull();
        await Eventually.Until(async () => (await OutboxAsync()).Count == 0);
    }

    [Fact]
    public async Task Should_not_leave_before_they_are_saved()
    {
        var instance = await StartWithBusOutboxAsync();
        await using var scope = instance.Services.CreateAsyncScope();

        await WriteAndPublishAsync(scope);

        await OnceTheDispatcherHasLookedAsync(instance);
        await OnceTheQueuesAreEmptyAsync(instance);
        Journal.Of<NoteTaken>().ShouldNotContain(_event);
        (await OutboxAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Should_never_leave_when_nothing_is_saved()
    {
        var instance = await StartWithBusOutboxAsync();
        await using (var scope = instance.Services.CreateAsyncScope())
            await WriteAndPublishAsync(scope);

        await OnceTheDispatcherHasLookedAsync(instance);
        await OnceTheQueuesAreEmptyAsync(instance);
        Journal.Of<NoteTaken>().ShouldNotContain(_event);
    }

    [Fact]
    public async Task Should_never_leave_when_the_save_fails()
    {
        var instance = await StartWithBusOutboxAsync();
        await using (var db = Database.Open())
        {
            db.Add(new Note { Id = _event.NoteId, Text = "there already" });
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        await using (var scope = instance.Services.CreateAsyncScope())
        {
            await WriteAndPublishAsync(scope);
            await Should.ThrowAsync<Microsoft.EntityFrameworkCore.DbUpdateException>(() => SaveAsync(scope));
        }

        await OnceTheDispatcherHasLookedAsync(instance);
        await OnceTheQueuesAreEmptyAsync(instance);
        Journal.Of<NoteTaken>().ShouldNotContain(_event);
    }

    [Fact]
    public async Task Should_never_leave_when_the_transaction_is_rolled_back()
    {
        var instance = await StartWithBusOutboxAsync();
        await using (var scope = instance.Services.CreateAsyncScope())
        {
            await using var transaction = await BeginAsync(scope);
            await WriteAndPublishAsync(scope);
            await SaveAsync(scope);
            await transaction.RollbackAsync(TestContext.Current.CancellationToken);
        }

        await OnceTheDispatcherHasLookedAsync(instance);
        await OnceTheQueuesAreEmptyAsync(instance);
        Journal.Of<NoteTaken>().ShouldNotContain(_event);
        (await OutboxAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Should_leave_at_the_end_of_the_scope_when_a_transaction_was_committed_in_it()
    {
        var instance = await StartWithBusOutboxAsync();
        await using (var scope = instance.Services.CreateAsyncScope())
        {
            await using var transaction = await BeginAsync(scope);
            await WriteAndPublishAsync(scope);
            await SaveAsync(scope);
            if (Database.AllowsConcurrentWriters)
                await OnceTheDispatcherHasLookedAsync(instance);

            Journal.Of<NoteTaken>().ShouldBeEmpty();
            await transaction.CommitAsync(TestContext.Current.CancellationToken);
        }

        await Eventually.Until(() => Journal.Of<NoteTaken>().Contains(_event));
    }

    [Fact]
    public async Task Should_leave_again_and_again_from_one_scope()
    {
        var instance = await StartWithBusOutboxAsync();
        await using var scope = instance.Services.CreateAsyncScope();
        var events = Enumerable.Range(0, 5).Select(_ => new NoteTaken(Guid.CreateVersion7(), "text")).ToList();

        foreach (var next in events)
        {
            await Endpoint(scope).Publish(next, TestContext.Current.CancellationToken);
            await SaveAsync(scope);
            await Eventually.Until(() => Journal.Of<NoteTaken>().Contains(next));
        }

        Journal.Of<NoteTaken>().ShouldBe(events);
    }

    [Fact]
    public async Task Should_keep_the_order_of_what_is_saved_together()
    {
        var instance = await StartWithBusOutboxAsync();
        await using var scope = instance.Services.CreateAsyncScope();
        var events = Enumerable.Range(0, 20).Select(_ => new NoteTaken(Guid.CreateVersion7(), "text")).ToList();

        foreach (var next in events)
            await Endpoint(scope).Publish(next, context => context.MessageId = Guid.NewGuid(), TestContext.Current.CancellationToken);

        await SaveAsync(scope);

        await Eventually.Until(() => Journal.Of<NoteTaken>().Count == events.Count);
        Journal.Of<NoteTaken>().ShouldBe(events);
    }

    [Fact]
    public async Task Should_hold_for_what_is_sent_to_a_queue_too()
    {
        var instance = await StartWithBusOutboxAsync();
        await using var scope = instance.Services.CreateAsyncScope();
        var journal = await scope.ServiceProvider.GetRequiredService<ISendEndpointProvider>()
            .GetSendEndpoint(new Uri($"queue:{JournalDefinition.Queue}"));

        await journal.Send(new NoteCopied(_event.NoteId), TestContext.Current.CancellationToken);
        await OnceTheDispatcherHasLookedAsync(instance);
        Journal.Of<NoteCopied>().ShouldBeEmpty();
        await SaveAsync(scope);

        await Eventually.Until(() => Journal.Of<NoteCopied>().Count == 1);
    }

    [Fact]
    public async Task Should_still_send_requests_at_once()
    {
        var instance = await StartWithBusOutboxAsync();
        await using var scope = instance.Services.CreateAsyncScope();
        var client = scope.ServiceProvider.GetRequiredService<IRequestClient<TakeNote>>();

        var response = await client.GetResponse<NoteStored>(
            new TakeNote(_event.NoteId, "text"), TestContext.Current.CancellationToken, HangGuard.Limit);

        response.Message.NoteId.ShouldBe(_event.NoteId);
    }

    [Fact]
    public async Task Should_change_nothing_for_consumers()
    {
        var instance = await StartWithBusOutboxAsync();

        await instance.SendAsync(NoteDefinition.Queue, new TakeNote(_event.NoteId, "text"));

        await Eventually.Until(() => Journal.Of<NoteCopied>().Count == 1);
        Journal.Of<NoteTaken>().ShouldBe([_event]);
    }

    private static IPublishEndpoint Endpoint(AsyncServiceScope scope) => scope.ServiceProvider.GetRequiredService<IPublishEndpoint>();

    private static Task<int> SaveAsync(AsyncServiceScope scope) =>
        scope.ServiceProvider.GetRequiredService<OrdersDbContext>().SaveChangesAsync(TestContext.Current.CancellationToken);

    private static Task<Microsoft.EntityFrameworkCore.Storage.IDbContextTransaction> BeginAsync(AsyncServiceScope scope) =>
        scope.ServiceProvider.GetRequiredService<OrdersDbContext>().Database.BeginTransactionAsync(TestContext.Current.CancellationToken);

    private async Task WriteAndPublishAsync(AsyncServiceScope scope)
    {
        scope.ServiceProvider.GetRequiredService<OrdersDbContext>().Add(new Note { Id = _event.NoteId, Text = _event.Text });
        await Endpoint(scope).Publish(_event, TestContext.Current.CancellationToken);
    }

    private Task<ServiceInstance> StartWithBusOutboxAsync() =>
        StartAsync(settings => settings with { Bus = bus => bus.UseEntityFrameworkBusOutbox<OrdersDbContext>() });
}
