using MassTransit;
using Messaging.EntityFrameworkCore.Outbox;
using Messaging.EntityFrameworkCore.Tests.Orders;
using Messaging.EntityFrameworkCore.Tests.Running;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using TestKit;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Outbox.Embedded;

/// <summary>The transport loses its messages in a crash, and all consumers are in the same process.</summary>
public abstract class When_rows_are_kept_until_consumed<TDatabase> : Situation<TDatabase>
    where TDatabase : TestDatabase, new()
{
    private readonly Guid _note = Guid.CreateVersion7();
    private readonly Hold _reading = new();

    [Fact]
    public async Task Should_delete_a_row_when_its_consumers_are_done()
    {
        var instance = await StartEmbeddedAsync();

        await instance.SendAsync(NoteDefinition.Queue, new TakeNote(_note, "text"));

        await Eventually.Until(() => Journal.Of<NoteCopied>().Count == 1);
        await Eventually.Until(async () => (await OutboxAsync()).Count == 0);
    }

    [Fact]
    public async Task Should_keep_a_row_while_one_of_two_endpoints_is_not_done()
    {
        var instance = await GivenSlowReaderAsync();

        await instance.SendAsync(NoteDefinition.Queue, new TakeNote(_note, "text"));

        await Eventually.Until(() => Journal.Of<NoteCopied>().Count == 1);
        Journal.Of<NoteTaken>().Count.ShouldBe(1);
        await Eventually.Until(async () =>
            await OutboxAsync() is [{ MessageType: var type }] && type.EndsWith(nameof(NoteTaken), StringComparison.Ordinal));
        _reading.Release();
        await Eventually.Until(async () => (await OutboxAsync()).Count == 0);
    }

    [Fact]
    public async Task Should_not_send_it_again_while_it_is_under_way()
    {
        var instance = await GivenSlowReaderAsync();
        await instance.SendAsync(NoteDefinition.Queue, new TakeNote(_note, "text"));
        await Eventually.Until(() => Journal.Of<NoteCopied>().Count == 1);
        var row = await Eventually.Get(OutboxAsync, rows => rows.Count == 1);

        Pass(TimeSpan.FromSeconds(10));

        await OnceTheDispatcherHasLookedAsync(instance);
        instance.Transport.AttemptsAt(row.Single().WireId).ShouldBe(1);
        _reading.Release();
    }

    /// <summary>The clock stands still, so no lease ends: only the restart can have the rows sent.</summary>
    [Fact]
    public async Task Should_send_again_at_the_next_start_what_was_not_consumed_at_the_crash()
    {
        var first = await GivenSlowReaderAsync();
        await first.SendAsync(NoteDefinition.Queue, new TakeNote(_note, "text"));
        await Eventually.Until(() => Journal.Of<NoteCopied>().Count == 1);
        var row = await Eventually.Get(OutboxAsync, rows => rows.Count == 1);
        var killing = first.KillAsync();
        _reading.Kill();
        await killing;

        var read = new TaskCompletionSource<Guid?>(TaskCreationOptions.RunContinuationsAsynchronously);
        await StartEmbeddedAsync(visit =>
        {
            read.TrySetResult(visit.Context.MessageId);
            return Task.CompletedTask;
        });

        (await read.Task.OrHang()).ShouldBe(row.Single().WireId);
        await Eventually.Until(async () => (await OutboxAsync()).Count == 0);
    }

    [Fact]
    public async Task Should_park_a_row_whose_consumer_failed_for_good()
    {
        var instance = await StartEmbeddedAsync(_ => throw new InvalidOperationException("Secret text."));

        await instance.SendAsync(NoteDefinition.Queue, new TakeNote(_note, "text"));

        await Eventually.Until(async () => await OutboxAsync() is [{ ParkedAt: not null, LastError: "ConsumerFault" }]);
        var figures = await instance.Services.GetRequiredService<OutboxMonitor<OrdersDbContext>>()
            .ReadAsync(Now, TestContext.Current.CancellationToken);
        figures.Parked.ShouldBe(1);
    }

    [Fact]
    public async Task Should_keep_a_timer_until_it_was_handled()
    {
        var instance = await StartEmbeddedAsync();
        await instance.SendAsync(OrderDefinition.Queue, new PlaceOrder(_note, "someone", Now.AddDays(14)));
        await Eventually.Until(async () => await OutboxAsync() is [{ IsTimer: true }]);
        var timer = (await OutboxAsync()).Single().Id;
        instance.Database.Committing = async () =>
        {
            if (instance.Transport.AttemptsAt(timer) == 1 && Journal.Of<OrderOverdue>().Count == 0)
                (await OutboxAsync()).ShouldContain(row => row.Id == timer);
        };

        Pass(TimeSpan.FromDays(14));

        await Eventually.Until(() => Journal.Of<OrderOverdue>().Count == 1);
        await Eventually.Until(async () => (await OutboxAsync()).Count == 0);
    }

    [Fact]
    public async Task Should_tell_a_publisher_when_all_consumers_are_done()
    {
        var instance = await GivenSlowReaderAsync();
        var tracker = instance.Services.GetRequiredService<ConsumptionTracker>();
        var id = Guid.CreateVersion7();

        var consumed = tracker.TrackPublished<NoteTaken>(id);
        await instance.Bus.Publish(new NoteTaken(_note, "text"), context => context.MessageId = id, TestContext.Current.CancellationToken);
        await Eventually.Until(() => Journal.Of<NoteTaken>().Count == 1);

        (consumed.IsCompleted, tracker.Count).ShouldBe((false, 1));
        _reading.Release();
        (await consumed.OrHang()).ShouldBeNull();
        tracker.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Should_tell_a_publisher_why_a_consumer_failed()
    {
        var failure = new NotSupportedException("not for me");
        var instance = await StartEmbeddedAsync(_ => throw failure);
        var tracker = instance.Services.GetRequiredService<ConsumptionTracker>();
        var id = Guid.CreateVersion7();

        var consumed = tracker.TrackPublished<NoteTaken>(id);
        await instance.Bus.Publish(new NoteTaken(_note, "text"), context => context.MessageId = id, TestContext.Current.CancellationToken);

        (await consumed.OrHang()).ShouldBe(failure);
        tracker.Count.ShouldBe(0);
    }

    private Task<ServiceInstance> GivenSlowReaderAsync() => StartEmbeddedAsync(_ => _reading.WaitAsync());

    private Task<ServiceInstance> StartEmbeddedAsync(Func<Visit, Task>? read = null) =>
        StartAsync(settings => settings with
        {
            Outbox = outbox => outbox.KeepUntilConsumed = true,
            Bus = bus => bus.AddConsumer<ReaderConsumer>().Endpoint(endpoint => endpoint.Name = "reader"),
            Prepare = hooks => hooks.On<NoteTaken>(read ?? (_ => Task.CompletedTask)),
        });
}
