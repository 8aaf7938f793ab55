using Messaging.EntityFrameworkCore.Databases;
using Messaging.EntityFrameworkCore.Tests.Orders;
using Messaging.EntityFrameworkCore.Tests.Running;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using TestKit;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Outbox.Handling;

/// <summary>A handler need not save; if it does, a save that fails leaves its transaction usable, as in EF Core.</summary>
public abstract class When_a_handler_saves_by_itself<TDatabase> : Situation<TDatabase>
    where TDatabase : TestDatabase, new()
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Should_survive_a_save_that_fails()
    {
        var (there, mine) = (NewNote("there"), Guid.CreateVersion7());
        await GivenAsync(there);
        var instance = await StartAsync();
        instance.Hooks.On<TakeNote>(async visit =>
        {
            visit.Db.Add(new Note { Id = there.Id, Text = "again" });
            await Should.ThrowAsync<DbUpdateException>(() => visit.Db.SaveChangesAsync());
            visit.Db.ChangeTracker.Clear();
            visit.Db.Add(new Note { Id = mine, Text = "after all" });
        });

        await instance.SendAsync(NoteDefinition.Queue, new TakeNote(Guid.CreateVersion7(), "one"));
        await Eventually.Until(() => Journal.Of<NoteTaken>().Any());

        await using var db = Database.Open();
        (await db.Notes.SingleAsync(note => note.Id == there.Id, Cancelled)).Text.ShouldBe("there");
        (await db.Notes.SingleAsync(note => note.Id == mine, Cancelled)).Text.ShouldBe("after all");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Should_leave_the_settings_of_the_context_as_they_were(bool setsSavepoints)
    {
        var there = NewNote("there");
        await GivenAsync(there);
        await using var db = Database.Open();
        db.Database.AutoSavepointsEnabled = setsSavepoints;
        await using (var write = await db.BeginWriteAsync(Cancelled))
        {
            db.Database.AutoSavepointsEnabled.ShouldBe(setsSavepoints);
            db.Add(NewNote("first"));
            await write.SaveAndCommitAsync(Cancelled);
        }

        await using (var write = await db.BeginWriteAsync(Cancelled))
        {
            db.Add(new Note { Id = there.Id, Text = "again" });
            await Should.ThrowAsync<Exception>(() => write.SaveAndCommitAsync(Cancelled));
        }

        db.Database.AutoSavepointsEnabled.ShouldBe(setsSavepoints);
        db.Database.AutoTransactionBehavior.ShouldBe(AutoTransactionBehavior.WhenNeeded);
        db.Database.CurrentTransaction.ShouldBeNull();
    }

    private async Task GivenAsync(Note note)
    {
        await using var db = Database.Open();
        db.Add(note);
        await db.SaveChangesAsync(Cancelled);
    }

    private static Note NewNote(string text) => new() { Id = Guid.CreateVersion7(), Text = text };
}
