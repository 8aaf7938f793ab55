using MassTransit;
using Messaging.EntityFrameworkCore.Outbox;
using Messaging.EntityFrameworkCore.Tests.Orders;
using Messaging.EntityFrameworkCore.Tests.Running;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using TestKit;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Outbox.Dispatching;

/// <summary>The transport confirms nothing that goes to one destination, like a quorum queue without a leader.</summary>
public abstract class When_one_destination_is_stuck<TDatabase> : Situation<TDatabase>
    where TDatabase : TestDatabase, new()
{
    private const int Backlog = 1000;
    private const int Batch = 100;
    private static readonly Uri _journal = new($"queue:{JournalDefinition.Queue}");
    private readonly TaskCompletionSource _works = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task Should_have_the_timers_of_the_others_on_time()
    {
        var instance = await GivenStuckBacklogAsync();
        var order = Guid.CreateVersion7();
        await instance.SendAsync(OrderDefinition.Queue, new PlaceOrder(order, "someone", Now.AddMinutes(1)));
        await Eventually.Until(() => Journal.Of<OrderPlaced>().Any(placed => placed.OrderId == order));

        Pass(TimeSpan.FromMinutes(1));

        await Eventually.Until(() => Journal.Of<OrderOverdue>().Any(overdue => overdue.OrderId == order));
        instance.Transport.Sent.ShouldNotContain(TestDatabase.BacklogId(1));
    }

    [Fact]
    public async Task Should_keep_one_claim_of_it_in_memory()
    {
        var instance = await GivenStuckBacklogAsync();

        for (var look = 0; look < 5; look++)
            await OnceTheDispatcherHasClaimedAsync(instance);

        (await OutboxAsync()).Count(row => row.NextAttemptAt > Now).ShouldBe(Batch);
    }

    [Fact]
    public async Task Should_send_everything_once_when_it_works_again()
    {
        var instance = await GivenStuckBacklogAsync(lease: TimeSpan.FromSeconds(1));
        await Eventually.Until(() =>
        {
            Pass(TimeSpan.FromMinutes(1));
            return instance.Transport.AttemptsAt(TestDatabase.BacklogId(1)) >= 3;
        });

        _works.SetResult();

        await Eventually.Until(async () =>
        {
            Pass(TimeSpan.FromMinutes(1));
            return (await OutboxAsync()).Count == 0;
        });
        instance.Transport.Sent.Count.ShouldBe(Backlog);
        instance.Transport.Sent.Distinct().Count().ShouldBe(Backlog);
    }

    /// <summary>Across several claims, some of which were given up.</summary>
    [Fact]
    public async Task Should_keep_the_order_of_a_commit()
    {
        var markers = Enumerable.Range(0, 40).Select(_ => new Marker(Guid.CreateVersion7())).ToArray();
        var committed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var instance = await StartAsync(settings => settings with
        {
            Outbox = outbox => (outbox.BatchSize, outbox.Lease) = (7, TimeSpan.FromMilliseconds(500)),
        });
        StickTo(instance, $"/{JournalDefinition.Queue}");
        instance.Hooks.On<TakeNote>(async visit =>
        {
            foreach (var marker in markers)
                await visit.Context.Send(_journal, marker, context => context.MessageId = Guid.NewGuid());

            instance.Hooks.On<TakeNote>(_ =>
            {
                committed.SetResult();
                return Task.CompletedTask;
            });
        });

        // The queue is handled in its order, so the second command comes when the handler of the first has given up sending.
        await instance.SendAsync(NoteDefinition.Queue, new TakeNote(Guid.CreateVersion7(), "text"));
        await instance.SendAsync(NoteDefinition.Queue, new TakeNote(Guid.CreateVersion7(), "text"));
        await committed.Task.OrHang();
        for (var look = 0; look < 5; look++)
        {
            Pass(TimeSpan.FromMinutes(1));
            await OnceTheDispatcherHasLookedAsync(instance);
        }

        _works.SetResult();

        await Eventually.Until(() =>
        {
            Pass(TimeSpan.FromMinutes(1));
            return Journal.Of<Marker>().Count >= markers.Length;
        });
        Journal.Of<Marker>().ShouldBe(markers);
    }

    [Fact]
    public async Task Should_not_hold_up_the_other_messages_of_a_commit()
    {
        var instance = await StartAsync(settings => settings with { Outbox = outbox => outbox.Lease = HangGuard.Beyond });
        StickTo(instance, nameof(NoteTaken));

        await instance.SendAsync(NoteDefinition.Queue, new TakeNote(Guid.CreateVersion7(), "text"));

        await Eventually.Until(() => Journal.Of<NoteCopied>().Count == 1);
        Journal.Of<NoteTaken>().ShouldBeEmpty();
        _works.SetResult();
    }

    /// <summary>The first handler waits for its confirmation; once its wait is known to be in vain, others do not wait.</summary>
    [Fact]
    public async Task Should_not_keep_the_handlers_that_come_after()
    {
        var instance = await StartAsync(settings => settings with
        {
            Concurrency = 2,
            Outbox = outbox => outbox.Lease = HangGuard.Beyond,
        });
        StickTo(instance, nameof(NoteTaken));
        var (first, second) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await instance.SendAsync(NoteDefinition.Queue, new TakeNote(first, "text"));
        await Eventually.Until(() => Journal.Of<NoteCopied>().Any(copied => copied.NoteId == first));
        var waiting = (await Eventually.Get(OutboxAsync, until: rows => rows.Count == 1)).Single();
        instance.Services.GetRequiredService<StallDetector>().RecordTimeout(waiting.Destination);

        await instance.SendAsync(NoteDefinition.Queue, new TakeNote(second, "text"));
        await OnceTheQueueIsEmptyAsync(instance);

        var left = (await OutboxAsync()).Where(row => row.Destination == waiting.Destination && row.Id != waiting.Id).ToList();
        left.Count.ShouldBe(2);
        left.ShouldAllBe(row => instance.Transport.AttemptsAt(row.WireId) == 0);
        _works.SetResult();
    }

    /// <summary>The free one of the two handlers has returned from each message before it handles the next.</summary>
    private async Task OnceTheQueueIsEmptyAsync(ServiceInstance instance)
    {
        var last = Guid.CreateVersion7();
        await instance.SendAsync(NoteDefinition.Queue, new TakeNote(last, "text"));
        await Eventually.Until(() => Journal.Of<NoteCopied>().Any(copied => copied.NoteId == last));
    }

    [Fact]
    public async Task Should_stop_at_once()
    {
        var instance = await GivenStuckBacklogAsync();

        await instance.StopAsync().OrHang();

        (await OutboxAsync()).Count.ShouldBe(Backlog);
    }

    private async Task<ServiceInstance> GivenStuckBacklogAsync(TimeSpan? lease = null)
    {
        var instance = await StartAsync(settings => settings with
        {
            Outbox = outbox => (outbox.BatchSize, outbox.Lease) = (Batch, lease ?? HangGuard.Beyond),
        });
        StickTo(instance, "/nowhere");
        await Database.InsertBacklogAsync(Backlog, Now.AddMinutes(-1));
        instance.WakeUp();
        await Eventually.Until(() => instance.Transport.AttemptsAt(TestDatabase.BacklogId(1)) > 0);
        return instance;
    }

    private void StickTo(ServiceInstance instance, string destination) =>
        instance.Transport.Sending = context =>
            context.DestinationAddress!.AbsolutePath.Contains(destination, StringComparison.Ordinal)
                ? _works.Task.WaitAsync(context.CancellationToken)
                : Task.CompletedTask;
}
