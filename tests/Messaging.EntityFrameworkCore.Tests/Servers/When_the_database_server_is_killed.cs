using Messaging.EntityFrameworkCore.Tests.Orders;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using TestKit;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Servers;

/// <summary>A real kill -9 under load, with the time of the machine.</summary>
public sealed class When_the_database_server_is_killed : Situation<DedicatedPostgresServer>
{
    private const int Commands = 60;

    [Fact]
    public async Task Should_lose_nothing_and_handle_what_came_meanwhile()
    {
        var instance = await StartAsync(settings => settings with
        {
            Clock = TimeProvider.System,
            Concurrency = 8,
            Outbox = outbox => outbox.Lease = TimeSpan.FromSeconds(1),
        });
        var notes = Enumerable.Range(0, Commands).Select(_ => Guid.CreateVersion7()).ToList();

        foreach (var note in notes.Take(Commands / 2))
            await instance.SendAsync(NoteDefinition.Queue, new TakeNote(note, "text"));

        await Eventually.Until(() => Journal.Of<NoteTaken>().Count > 5);
        await Database.Server.KillAsync();
        foreach (var note in notes.Skip(Commands / 2))
            await instance.SendAsync(NoteDefinition.Queue, new TakeNote(note, "text"));

        await Database.Server.RestartAsync();

        await Eventually.Until(async () => await ReadAsync(db => db.Notes.CountAsync()) == Commands);
        await Eventually.Until(async () => (await OutboxAsync()).Count == 0);
        Journal.Of<NoteTaken>().Select(taken => taken.NoteId).Distinct().ShouldBe(notes, ignoreOrder: true);
        Journal.Of<NoteCopied>().Select(copied => copied.NoteId).Distinct().ShouldBe(notes, ignoreOrder: true);
        Journal.ArrivalsOf<NoteTaken>().GroupBy(arrival => ((NoteTaken)arrival.Message).NoteId)
            .ShouldAllBe(sent => sent.Select(arrival => arrival.MessageId).Distinct().Count() == 1);
    }
}
