using System.Data.Common;
using Messaging.EntityFrameworkCore.Databases;
using Messaging.EntityFrameworkCore.Tests.Orders;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Outbox.Handling;

/// <summary>What a commit would write after the end of its transaction must not be written by itself.</summary>
public abstract class When_a_transaction_has_ended<TDatabase> : Situation<TDatabase>
    where TDatabase : TestDatabase, new()
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Should_not_begin_a_second_one_in_an_open_one()
    {
        await using var db = Database.Open();
        await using var write = await db.BeginWriteAsync(Cancelled);

        await Should.ThrowAsync<InvalidOperationException>(() => db.BeginWriteAsync(Cancelled));

        db.Add(NewNote());
        await write.SaveAndCommitAsync(Cancelled);
        (await CountAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task Should_not_commit_twice()
    {
        await using var db = Database.Open();
        await using var write = await db.BeginWriteAsync(Cancelled);
        await write.SaveAndCommitAsync(Cancelled);
        db.Add(NewNote());

        var again = () => write.SaveAndCommitAsync(Cancelled);

        (await again.ShouldThrowAsync<InvalidOperationException>()).Message.ShouldContain("has been committed already");
        (await CountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Should_not_commit_what_was_rolled_back()
    {
        await using var db = Database.Open();
        await using var write = await db.BeginWriteAsync(Cancelled);
        await db.Database.RollbackTransactionAsync(Cancelled);
        db.Add(NewNote());

        var failure = await Should.ThrowAsync<InvalidOperationException>(() => write.SaveAndCommitAsync(Cancelled));

        failure.Message.ShouldContain("was rolled back");
        (await CountAsync()).ShouldBe(0);
    }

    /// <summary>EF Core opens the connection again for the next statement, which the lost transaction would not contain.</summary>
    [Fact]
    public async Task Should_neither_write_nor_commit_after_the_loss_of_the_connection()
    {
        await using var db = Database.Open();
        await using var write = await db.BeginWriteAsync(Cancelled);
        db.Add(NewNote());
        await db.SaveChangesAsync(Cancelled);
        await db.Database.GetDbConnection().CloseAsync();
        db.Add(NewNote());

        await Should.ThrowAsync<DbException>(() => db.Notes.CountAsync(Cancelled));
        await Should.ThrowAsync<Exception>(() => db.SaveChangesAsync(Cancelled));
        var failure = await Should.ThrowAsync<DbException>(() => write.SaveAndCommitAsync(Cancelled));

        failure.Message.ShouldContain("was lost");
        DatabaseFailures.IsUnavailable(failure).ShouldBeTrue();
        (await CountAsync()).ShouldBe(0);
        await write.DisposeAsync();
        (await db.Notes.CountAsync(Cancelled)).ShouldBe(0);
    }

    private async Task<int> CountAsync()
    {
        await using var db = Database.Open();
        return await db.Notes.CountAsync(Cancelled);
    }

    private static Note NewNote() => new() { Id = Guid.CreateVersion7(), Text = "a note" };
}
