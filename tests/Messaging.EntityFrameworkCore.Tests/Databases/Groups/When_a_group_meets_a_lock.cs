using Messaging.EntityFrameworkCore.Databases;
using Messaging.EntityFrameworkCore.Tests.Orders;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Shouldly;
using TestKit;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Databases.Groups;

/// <summary>Another transaction has locked what one member of a group needs. That member waits alone.</summary>
public sealed class When_a_group_meets_a_lock : GroupSituation
{
    private static readonly Note _contested = NewNote();

    /// <summary>What a handler does that has to wait. The other transaction has locked the lamp and inserts the contested note.</summary>
    private static readonly Dictionary<string, Func<OrdersDbContext, Task>> _needs = new()
    {
        ["a row that it has decided on"] = async db => (await db.FindAndLockAsync<StockArticle>("lamp", Cancelled))!.Left--,
        ["a row that it decided on and leaves as it is"] = db => db.FindAndLockAsync<StockArticle>("lamp", Cancelled),
        ["a row that it updates"] = async db =>
            (await db.ReadUnlockedAsync(() => db.Stock.SingleAsync(row => row.Name == "lamp", Cancelled), Cancelled)).Left--,
        ["a row that it deletes"] = db => Task.FromResult(db.Remove(new StockArticle { Name = "lamp", Left = 5 })),
        ["a key that another inserts"] = db => Task.FromResult(db.Add(new Note { Id = _contested.Id, Text = "mine" })),
    };

    public static TheoryData<string> Needs => [.. _needs.Keys];

    [Theory]
    [MemberData(nameof(Needs))]
    public async Task Should_hold_up_no_later_one(string need)
    {
        await using var waiting = await BeginAsync();
        await _needs[need](waiting.Db);
        await using var other = Database.Open();
        await using var rival = await LockAsync(other);

        var late = waiting.CommitAsync();
        await Eventually.Until(async () => await Database.CountLockWaitersAsync() == 1);
        await AddAsync(NewNote()).OrHang();

        late.IsCompleted.ShouldBeFalse();
        await rival.RollbackAsync(Cancelled);
        await late.OrHang();
    }

    [Theory]
    [MemberData(nameof(Needs))]
    public async Task Should_hold_up_no_other_member(string need)
    {
        var note = NewNote();
        await using var waiting = await BeginAsync();
        await _needs[need](waiting.Db);
        await using var other = Database.Open();
        await using var rival = await LockAsync(other);
        var busy = await KeepBusyAsync();

        var (late, innocent) = (waiting.CommitAsync(), AddAsync(note));
        await busy.EndAsync();
        await innocent.OrHang();

        late.IsCompleted.ShouldBeFalse();
        (await WritersOfAsync([note])).Count.ShouldBe(1);
        await rival.RollbackAsync(Cancelled);
        await late.OrHang();
    }

    [Fact]
    public async Task Should_wait_without_limit_afterwards_in_a_transaction_of_its_own()
    {
        await AddAsync(NewNote());
        await using var handling = await BeginAsync();

        await handling.Db.Notes.CountAsync(Cancelled);

        var setting = handling.Db.Database.SqlQuery<string>($"SELECT current_setting('lock_timeout') AS \"Value\"");
        (await setting.SingleAsync(Cancelled)).ShouldBe("0");
    }

    private static async Task<IDbContextTransaction> LockAsync(OrdersDbContext other)
    {
        var rival = await other.Database.BeginTransactionAsync(Cancelled);
        await other.Database.ExecuteSqlAsync($"SELECT 1 FROM stock WHERE name = 'lamp' FOR UPDATE", Cancelled);
        other.Add(new Note { Id = _contested.Id, Text = "the rival's" });
        await other.SaveChangesAsync(Cancelled);
        return rival;
    }
}
