using MassTransit;
using Messaging.EntityFrameworkCore.Outbox;
using Messaging.EntityFrameworkCore.Tests.Orders;
using Messaging.EntityFrameworkCore.Tests.Running;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using TestKit;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Outbox.Handling;

/// <summary>The same message id is sent more than once; each send is a row of its own.</summary>
public abstract class When_one_message_goes_to_two_destinations<TDatabase> : Situation<TDatabase>
    where TDatabase : TestDatabase, new()
{
    private const string Other = "other";

    private readonly Guid _id = Guid.CreateVersion7();
    private readonly Marker _marker = new(Guid.CreateVersion7());

    [Fact]
    public async Task Should_send_it_to_both_in_one_handling()
    {
        var instance = await GivenTwoDestinationsAsync();
        instance.Hooks.On<TakeNote>(async visit =>
        {
            await SendAsync(visit.Context, JournalDefinition.Queue);
            await SendAsync(visit.Context, Other);
        });

        await instance.SendAsync(NoteDefinition.Queue, new TakeNote(Guid.CreateVersion7(), "text"));

        await ShouldArriveAtAsync(JournalDefinition.Queue, Other);
    }

    [Fact]
    public async Task Should_send_it_to_both_from_two_handlings()
    {
        var instance = await GivenTwoDestinationsAsync();
        var places = new Queue<string>([JournalDefinition.Queue, Other]);
        instance.Hooks.On<TakeNote>(visit => SendAsync(visit.Context, places.Dequeue()));

        await instance.SendAsync(NoteDefinition.Queue, new TakeNote(Guid.CreateVersion7(), "first"));
        await instance.SendAsync(NoteDefinition.Queue, new TakeNote(Guid.CreateVersion7(), "second"));

        await ShouldArriveAtAsync(JournalDefinition.Queue, Other);
    }

    /// <summary>A forwarded message keeps its id.</summary>
    [Fact]
    public async Task Should_forward_it_to_both()
    {
        var instance = await GivenTwoDestinationsAsync();
        instance.Hooks.On<TakeNote>(async visit =>
        {
            var context = (ConsumeContext<TakeNote>)visit.Context;
            foreach (var queue in (string[])[JournalDefinition.Queue, Other])
                await context.Forward(new Uri($"queue:{queue}"), _marker);
        });

        await instance.SendAsync(NoteDefinition.Queue, new TakeNote(Guid.CreateVersion7(), "text"), _id);

        await ShouldArriveAtAsync(JournalDefinition.Queue, Other);
    }

    [Fact]
    public async Task Should_send_it_to_both_by_the_bus_outbox()
    {
        var instance = await GivenTwoDestinationsAsync();
        await using (var scope = instance.Services.CreateAsyncScope())
        {
            var endpoints = scope.ServiceProvider.GetRequiredService<ISendEndpointProvider>();
            foreach (var queue in (string[])[JournalDefinition.Queue, Other])
            {
                var endpoint = await endpoints.GetSendEndpoint(new Uri($"queue:{queue}"));
                await endpoint.Send(_marker, context => context.MessageId = _id, TestContext.Current.CancellationToken);
            }

            await scope.ServiceProvider.GetRequiredService<OrdersDbContext>().SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        await ShouldArriveAtAsync(JournalDefinition.Queue, Other);
    }

    /// <summary>With an in-memory transport each row waits for the consumers of its own destination.</summary>
    [Fact]
    public async Task Should_keep_the_row_of_the_one_that_is_not_consumed_yet()
    {
        var consuming = new Hold();
        var instance = await GivenTwoDestinationsAsync(outbox => outbox.KeepUntilConsumed = true, consuming.WaitAsync);
        instance.Hooks.On<TakeNote>(async visit =>
        {
            await SendAsync(visit.Context, Other);
            await SendAsync(visit.Context, JournalDefinition.Queue);
        });

        await instance.SendAsync(NoteDefinition.Queue, new TakeNote(Guid.CreateVersion7(), "text"));

        await Eventually.Until(async () =>
            await OutboxAsync() is [{ Destination: var destination }] && destination.Contains(Other, StringComparison.Ordinal));
        await Eventually.Until(() => Journal.ArrivalsOf<Marker>().Count == 1);
        consuming.Release();
        await ShouldArriveAtAsync(JournalDefinition.Queue, Other);
    }

    private static string QueueOf(Arrival arrival) => arrival.Context.ReceiveContext.InputAddress.AbsolutePath.Split('/')[^1];

    private Task<ServiceInstance> GivenTwoDestinationsAsync(Action<OutboxOptions>? outbox = null, Func<Task>? consume = null) =>
        StartAsync(settings => settings with
        {
            Outbox = outbox,
            Bus = bus =>
            {
                bus.UseEntityFrameworkBusOutbox<OrdersDbContext>();
                bus.AddConsumer<OtherConsumer>().Endpoint(endpoint => endpoint.Name = Other);
            },
            Prepare = hooks => hooks.On<Marker>(_ => consume?.Invoke() ?? Task.CompletedTask),
        });

    private Task SendAsync(ConsumeContext context, string queue) =>
        context.Send(new Uri($"queue:{queue}"), _marker, sending => sending.MessageId = _id);

    private async Task ShouldArriveAtAsync(params string[] queues)
    {
        await Eventually.Until(async () => Journal.ArrivalsOf<Marker>().Count == queues.Length && (await OutboxAsync()).Count == 0);
        Journal.ArrivalsOf<Marker>().Select(QueueOf).ShouldBe(queues, ignoreOrder: true);
        Journal.ArrivalsOf<Marker>().ShouldAllBe(arrival => arrival.MessageId == _id);
    }

    private sealed class OtherConsumer(OrdersDbContext db, Hooks hooks, Journal journal) : IConsumer<Marker>
    {
        public async Task Consume(ConsumeContext<Marker> context)
        {
            await hooks.ReachedAsync(context, db);
            journal.Add(context);
        }
    }
}
