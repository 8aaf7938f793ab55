using MassTransit;
using Messaging.EntityFrameworkCore.Inbox;
using Messaging.EntityFrameworkCore.Tests.Orders;
using Messaging.EntityFrameworkCore.Tests.Running;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using TestKit;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Inbox;

/// <summary>The inbox recognises a message by its id alone: here the second delivery of a message even says something else.</summary>
public abstract class When_a_message_was_handled_before<TDatabase> : Situation<TDatabase>
    where TDatabase : TestDatabase, new()
{
    private const string Shared = "shared";

    private static readonly TimeSpan _window = TimeSpan.FromMinutes(30);

    private readonly Guid _id = Guid.CreateVersion7();

    [Fact]
    public async Task Should_be_acknowledged_by_a_consumer_that_does_not_run()
    {
        var instance = await StartWithInboxAsync();
        var skipped = await ListenAsync<TakeNote>(instance, $"{NoteDefinition.Queue}_skipped");

        await TakeNoteAsync(instance, "first");
        await TakeNoteAsync(instance, "second");

        await UntilIdleAsync(instance);
        (await NotesAsync()).ShouldBe(["first"]);
        skipped.ShouldBeEmpty();
    }

    [Fact]
    public async Task Should_be_acknowledged_by_a_saga_that_does_not_run()
    {
        var instance = await StartWithInboxAsync();

        for (var time = 0; time < 2; time++)
            await instance.SendAsync(OrderDefinition.Queue, new PlaceOrder(_id, "someone", Now.AddDays(14)), _id);

        await UntilIdleAsync(instance);
        (await FindOrderAsync(_id))!.Duplicates.ShouldBe(0);
    }

    [Fact]
    public async Task Should_have_been_handled_by_each_consumer_of_an_endpoint()
    {
        var instance = await StartWithInboxAsync();

        for (var time = 0; time < 2; time++)
            await instance.SendAsync(Shared, new Echo(Guid.CreateVersion7()), _id);

        await Eventually.Until(async () => (await NotesAsync()).Count == 2);
        await UntilIdleAsync(instance);
        (await NotesAsync()).ShouldBe([nameof(FirstConsumer), nameof(SecondConsumer)], ignoreOrder: true);
    }

    [Fact]
    public async Task Should_be_handled_again_when_its_handling_failed()
    {
        var instance = await StartWithInboxAsync();
        instance.Hooks.On<TakeNote>(_ => throw new InvalidOperationException("The first time."));
        await TakeNoteAsync(instance, "first");
        await Eventually.Until(() => Journal.Of<Fault<TakeNote>>().Count == 1);
        instance.Hooks.On<TakeNote>(_ => Task.CompletedTask);

        await TakeNoteAsync(instance, "second");

        await UntilIdleAsync(instance);
        (await NotesAsync()).ShouldBe(["second"]);
    }

    [Fact]
    public async Task Should_be_handled_again_after_the_window()
    {
        var instance = await StartWithInboxAsync();
        await TakeNoteAsync(instance, "first");
        await UntilIdleAsync(instance);

        Pass(_window);
        await TakeNoteAsync(instance, "second");

        await UntilIdleAsync(instance);
        (await NotesAsync()).ShouldBe(["first", "second"], ignoreOrder: true);
    }

    [Fact]
    public async Task Should_be_handled_once_when_both_come_at_the_same_time()
    {
        var instances = new[] { await StartWithInboxAsync(), await StartWithInboxAsync() };
        var meeting = new Meeting(2);
        foreach (var instance in instances)
        {
            instance.Hooks.On<TakeNote>(visit => visit.Attempt == 1 && visit.Context.MessageId == _id && Database.AllowsConcurrentWriters
                ? meeting.ArriveAsync()
                : Task.CompletedTask);
        }

        foreach (var instance in instances)
            await TakeNoteAsync(instance, "text");

        foreach (var instance in instances)
            await UntilIdleAsync(instance);
        (await NotesAsync()).ShouldBe(["text"]);
        Journal.Of<NoteTaken>().Count(taken => taken.Text == "text").ShouldBe(1);
    }

    /// <summary>A request that is delivered again after a crash is not handled again, so nothing else could send its response.</summary>
    [Fact]
    public async Task Should_have_stored_its_response()
    {
        var instance = await StartWithInboxAsync();
        var isStored = false;
        instance.Transport.Sending = async context =>
        {
            if (context.DestinationAddress!.AbsolutePath == instance.Bus.Address.AbsolutePath)
                isStored |= (await OutboxAsync()).Exists(row => row.MessageType.EndsWith(nameof(NoteStored), StringComparison.Ordinal));
        };
        var client = instance.Bus.CreateRequestClient<TakeNote>(new Uri($"queue:{NoteDefinition.Queue}"), HangGuard.Limit);

        await client.GetResponse<NoteStored>(new TakeNote(Guid.CreateVersion7(), "text"), TestContext.Current.CancellationToken);

        isStored.ShouldBeTrue();
    }

    [Fact]
    public async Task Should_be_forgotten_after_the_window()
    {
        const int Many = 2_500;
        await StartWithInboxAsync();
        await ReadAsync(db =>
        {
            db.Inbox.AddRange(Enumerable.Range(0, Many).Select(_ => Handled(Now - _window)));
            db.Inbox.Add(Handled(Now));
            return db.SaveChangesAsync();
        });

        await Eventually.Until(async () =>
        {
            Pass(TimeSpan.FromMinutes(1));
            return await ReadAsync(db => db.Inbox.CountAsync()) == 1;
        });

        static InboxMessage Handled(DateTimeOffset at) => new()
        {
            Id = Guid.CreateVersion7(),
            MessageId = Guid.CreateVersion7(),
            Consumer = "somebody",
            HandledAt = at,
        };
    }

    private static async Task<List<T>> ListenAsync<T>(ServiceInstance instance, string queue)
        where T : class
    {
        var received = new List<T>();
        var endpoint = instance.Services.GetRequiredService<IBusControl>().ConnectReceiveEndpoint(queue, listening =>
        {
            listening.ConfigureConsumeTopology = false;
            listening.Handler<T>(context =>
            {
                received.Add(context.Message);
                return Task.CompletedTask;
            });
        });
        await endpoint.Ready.OrHang();
        return received;
    }

    private Task<Guid> TakeNoteAsync(ServiceInstance instance, string text) =>
        instance.SendAsync(NoteDefinition.Queue, new TakeNote(Guid.CreateVersion7(), text), _id);

    private Task<List<string>> NotesAsync() => ReadAsync(db => db.Notes.Select(note => note.Text).ToListAsync());

    private Task<ServiceInstance> StartWithInboxAsync() => StartAsync(settings => settings with
    {
        Outbox = outbox => outbox.DuplicateDetectionWindow = _window,
        Bus = bus =>
        {
            bus.AddConsumer<FirstConsumer, SharedDefinition<FirstConsumer>>();
            bus.AddConsumer<SecondConsumer, SharedDefinition<SecondConsumer>>();
        },
    });

    private sealed class FirstConsumer(OrdersDbContext db) : IConsumer<Echo>
    {
        public Task Consume(ConsumeContext<Echo> context) => NoteAsync(db, nameof(FirstConsumer));
    }

    private sealed class SecondConsumer(OrdersDbContext db) : IConsumer<Echo>
    {
        public Task Consume(ConsumeContext<Echo> context) => NoteAsync(db, nameof(SecondConsumer));
    }

    private static Task NoteAsync(OrdersDbContext db, string text)
    {
        db.Add(new Note { Id = Guid.CreateVersion7(), Text = text });
        return Task.CompletedTask;
    }

    private sealed class SharedDefinition<TConsumer> : ConsumerDefinition<TConsumer>
        where TConsumer : class, IConsumer
    {
        public SharedDefinition() => EndpointName = Shared;

        protected override void ConfigureConsumer(
            IReceiveEndpointConfigurator endpointConfigurator,
            IConsumerConfigurator<TConsumer> consumerConfigurator,
            IRegistrationContext context)
        {
            if (typeof(TConsumer) == typeof(SecondConsumer))
                return;

            endpointConfigurator.UseConflictRetry();
            endpointConfigurator.UseEntityFrameworkOutbox<OrdersDbContext>(context);
        }
    }
}
