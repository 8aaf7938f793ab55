using MassTransit;
using Messaging.EntityFrameworkCore.Tests.Orders;
using Messaging.EntityFrameworkCore.Tests.Running;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Shouldly;
using TestKit;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Outbox.Dispatching;

public abstract class When_messages_are_committed_together<TDatabase> : Situation<TDatabase>
    where TDatabase : TestDatabase, new()
{
    private static readonly Uri _journal = new($"queue:{JournalDefinition.Queue}");
    private readonly Marker[] _markers = [.. Enumerable.Range(0, 40).Select(_ => new Marker(Guid.CreateVersion7()))];

    [Fact]
    public async Task Should_leave_in_order_when_their_committer_sends_them()
    {
        var instance = await GivenHandlerThatSendsAllAsync();

        await instance.SendAsync(NoteDefinition.Queue, new TakeNote(Guid.CreateVersion7(), "text"));

        await Eventually.Until(() => Journal.Of<Marker>().Count == _markers.Length);
        Journal.Of<Marker>().ShouldBe(_markers);
    }

    /// <summary>Across several claims, and with ids whose order differs from that of the messages.</summary>
    [Fact]
    public async Task Should_leave_in_order_when_the_dispatcher_sends_them()
    {
        var instance = await GivenHandlerThatSendsAllAsync();
        var command = Guid.CreateVersion7();
        instance.Transport.Sending = context =>
            context.MessageId == command ? Task.CompletedTask : throw new InvalidOperationException("Not now.");
        await instance.SendAsync(NoteDefinition.Queue, new TakeNote(Guid.CreateVersion7(), "text"), command);
        await Eventually.Until(async () => (await OutboxAsync()).Count == _markers.Length + 2);

        instance.Transport.Sending = null;
        Pass(TimeSpan.FromSeconds(10));

        await Eventually.Until(() => Journal.Of<Marker>().Count == _markers.Length);
        Journal.Of<Marker>().ShouldBe(_markers);
    }

    private async Task<ServiceInstance> GivenHandlerThatSendsAllAsync()
    {
        var instance = await StartAsync(settings => settings with { Outbox = outbox => outbox.BatchSize = 7 });
        instance.Hooks.On<TakeNote>(async visit =>
        {
            foreach (var marker in _markers)
                await visit.Context.Send(_journal, marker, context => context.MessageId = Guid.NewGuid());
        });
        return instance;
    }
}
