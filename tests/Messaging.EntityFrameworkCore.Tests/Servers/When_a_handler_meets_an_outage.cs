using Messaging.EntityFrameworkCore.Tests.Orders;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Shouldly;
using TestKit;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Servers;

/// <summary>Only a server can have an outage: waiting does not help if a file of SQLite can't be opened.</summary>
public sealed class When_a_handler_meets_an_outage : Situation<PostgresTestDatabase>
{
    [Fact]
    public async Task Should_be_tried_again_until_the_database_is_back_even_after_a_conflict()
    {
        var instance = await StartAsync();
        var note = Guid.CreateVersion7();
        var attempts = 0;
        instance.Hooks.On<TakeNote>(_ => ++attempts switch
        {
            1 => throw new Microsoft.EntityFrameworkCore.DbUpdateConcurrencyException("Somebody else was first."),
            2 or 3 => throw Database.Outage(),
            _ => Task.CompletedTask,
        });

        await instance.SendAsync(NoteDefinition.Queue, new TakeNote(note, "text"));

        await Eventually.Until(() => Journal.Of<NoteTaken>().Count == 1);
        attempts.ShouldBe(4);
        Journal.Of<MassTransit.Fault<TakeNote>>().ShouldBeEmpty();
    }
}
