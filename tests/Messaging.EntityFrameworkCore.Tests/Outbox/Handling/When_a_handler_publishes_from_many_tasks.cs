using Messaging.EntityFrameworkCore.Tests.Orders;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Shouldly;
using TestKit;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Outbox.Handling;

public abstract class When_a_handler_publishes_from_many_tasks<TDatabase> : Situation<TDatabase>
    where TDatabase : TestDatabase, new()
{
    [Fact]
    public async Task Should_lose_none()
    {
        var markers = Enumerable.Range(0, 500).Select(_ => new Marker(Guid.CreateVersion7())).ToList();
        var instance = await StartAsync();
        instance.Hooks.On<TakeNote>(visit =>
            Task.WhenAll(markers.Select(marker => Task.Run(() => visit.Context.Publish(marker)))));

        await instance.SendAsync(NoteDefinition.Queue, new TakeNote(Guid.CreateVersion7(), "text"));

        await Eventually.Until(() => Journal.Of<Marker>().Count >= markers.Count);
        Journal.Of<Marker>().ShouldBe(markers, ignoreOrder: true);
        await Eventually.Until(async () => (await OutboxAsync()).Count == 0);
    }
}
