using System.Data;
using Messaging.EntityFrameworkCore.Databases;
using Messaging.EntityFrameworkCore.Tests.Orders;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Databases.Groups;

/// <summary>A handler that does more than decide on one row gets its own transaction, which compares and locks the row first.</summary>
public sealed class When_a_handler_goes_beyond_its_group : GroupSituation
{
    /// <summary>How a handler may write before its end. Each delegate takes one lamp.</summary>
    private static readonly Dictionary<string, Func<OrdersDbContext, Task>> _writes = new()
    {
        ["ExecuteUpdate"] = db => Lamps(db).ExecuteUpdateAsync(set => set.SetProperty(row => row.Left, row => row.Left - 1), Cancelled),
        ["SQL"] = db => db.Database.ExecuteSqlAsync($"UPDATE stock SET \"left\" = \"left\" - 1 WHERE name = 'lamp'", Cancelled),
        ["a command on the connection"] = async db =>
        {
            await db.Database.OpenConnectionAsync(Cancelled);
            await using var command = db.Database.GetDbConnection().CreateCommand();
            command.CommandText = "UPDATE stock SET \"left\" = \"left\" - 1 WHERE name = 'lamp'";
            await command.ExecuteNonQueryAsync(Cancelled);
            await db.Database.CloseConnectionAsync();
        },
        ["SaveChangesAsync"] = async db =>
        {
            (await Lamps(db).SingleAsync(Cancelled)).Left--;
            await db.SaveChangesAsync(Cancelled);
        },
        ["SaveChanges"] = db =>
        {
            Lamps(db).Single().Left--;
            db.SaveChanges();
            return Task.CompletedTask;
        },
        ["saving what was attached"] = async db =>
        {
            db.Attach(new StockArticle { Name = "lamp", Left = 5 }).Entity.Left--;
            await db.SaveChangesAsync(Cancelled);
        },
        ["locking several"] = async db => (await db.FindAndLockAllAsync<StockArticle>(["lamp"], Cancelled)).Single().Left--,
        ["locking by SQL"] = async db =>
        {
            var locked = db.Stock.FromSql($"SELECT * FROM stock FOR UPDATE").AsTracking();
            (await locked.SingleAsync(row => row.Name == "lamp", Cancelled)).Left--;
        },
        ["locking a second row"] = async db =>
        {
            await db.FindAndLockAsync<Note>(Guid.CreateVersion7(), Cancelled);
            (await db.FindAndLockAsync<StockArticle>("lamp", Cancelled))!.Left--;
        },
        ["locking after reading"] = async db =>
        {
            await db.Notes.CountAsync(Cancelled);
            (await db.FindAndLockAsync<StockArticle>("lamp", Cancelled))!.Left--;
        },
        ["locking what was read"] = async db =>
        {
            await Lamps(db).SingleAsync(Cancelled);
            (await db.FindAndLockAsync<StockArticle>("lamp", Cancelled))!.Left--;
        },
    };

    public static TheoryData<string> Writes => [.. _writes.Keys];

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task Should_keep_all_or_nothing_of_what_it_writes(string how)
    {
        var write = _writes[how];
        var (kept, dropped) = (NewNote(), NewNote());
        await using (var failing = await BeginAsync())
        {
            failing.Db.Add(dropped);
            await write(failing.Db);
            (await IsLockedAsync()).ShouldBeTrue();
            (await LeftAsync()).ShouldBe(5);
        }

        (await LeftAsync()).ShouldBe(5);
        await using (var working = await BeginAsync())
        {
            working.Db.Add(kept);
            await write(working.Db);
            await working.CommitAsync();
        }

        (await LeftAsync()).ShouldBe(4);
        (await WritersOfAsync([kept, dropped])).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Should_read_no_more_when_what_was_decided_on_has_changed()
    {
        await using var deciding = await BeginAsync();
        await deciding.Db.FindAndLockAsync<StockArticle>("lamp", Cancelled);
        await SetLeftAsync(0);

        var reading = () => deciding.Db.Notes.CountAsync(Cancelled);

        await reading.ShouldThrowAsync<DbUpdateConcurrencyException>();
        var note = deciding.Db.Add(NewNote()).Entity;
        await deciding.CommitAsync().ShouldThrowAsync<DbUpdateConcurrencyException>();
        await ShouldHaveLeftNothingAsync(note);
    }

    /// <summary>A read that needs no lock stays outside, until a row is locked that has to be compared first.</summary>
    [Fact]
    public async Task Should_stay_in_the_group_for_a_read_that_needs_no_lock()
    {
        await using var handling = await BeginAsync();
        var db = handling.Db;

        await db.ReadUnlockedAsync(() => db.Notes.CountAsync(Cancelled), Cancelled);
        db.Database.CurrentTransaction.ShouldBeNull();
        await db.FindAndLockAsync<StockArticle>("lamp", Cancelled);
        (await IsLockedAsync()).ShouldBeFalse();
        await db.ReadUnlockedAsync(() => db.Notes.CountAsync(Cancelled), Cancelled);

        (await IsLockedAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task Should_not_begin_another_transaction_in_it()
    {
        await using var open = await BeginAsync();

        var beginning = () => open.Db.Database.BeginTransactionAsync(IsolationLevel.Serializable, Cancelled);

        (await beginning.ShouldThrowAsync<InvalidOperationException>()).Message.ShouldContain("already in a transaction");
    }

    [Fact]
    public async Task Should_not_begin_another_write_in_it()
    {
        await using var open = await BeginAsync();

        await Should.ThrowAsync<InvalidOperationException>(() => open.Db.BeginWriteAsync(Cancelled));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Should_not_run_commands_past_EF_Core(bool synchronously)
    {
        await using var handling = await BeginAsync();
        var connection = handling.Db.Database.GetDbConnection();

        var failure = await Should.ThrowAsync<InvalidOperationException>(async () =>
        {
            if (synchronously)
                connection.Open();
            else
                await connection.OpenAsync(Cancelled);
        });

        failure.Message.ShouldContain("OpenConnectionAsync");
    }

    [Fact]
    public async Task Should_not_change_its_database_on_the_way()
    {
        await using var handling = await BeginAsync();
        handling.Db.Database.SetConnectionString(handling.Db.Database.GetConnectionString() + ";Search Path=elsewhere");

        var locking = () => handling.Db.FindAndLockAsync<StockArticle>("lamp", Cancelled);

        (await locking.ShouldThrowAsync<InvalidOperationException>()).Message.ShouldContain("connection");
        handling.Db.Add(NewNote());
        await handling.CommitAsync().ShouldThrowAsync<InvalidOperationException>();
    }

    [Fact]
    public async Task Should_survive_a_save_that_fails()
    {
        var there = NewNote();
        await AddAsync(there);
        var kept = NewNote();
        await using var handling = await BeginAsync();
        handling.Db.Add(new Note { Id = there.Id, Text = "again" });

        await Should.ThrowAsync<DbUpdateException>(() => handling.Db.SaveChangesAsync(Cancelled));
        handling.Db.ChangeTracker.Clear();
        handling.Db.Add(kept);
        await handling.CommitAsync();

        (await WritersOfAsync([kept])).Count.ShouldBe(1);
    }

    private static IQueryable<StockArticle> Lamps(OrdersDbContext db) => db.Stock.Where(row => row.Name == "lamp");
}
