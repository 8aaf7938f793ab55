using Messaging.EntityFrameworkCore.Databases;
using Messaging.EntityFrameworkCore.Tests.Databases;
using Messaging.EntityFrameworkCore.Tests.Orders;
using Shouldly;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Behaviours.Handling;

public abstract class When_rows_are_locked<TDatabase> : Situation<TDatabase>
    where TDatabase : TestDatabase, new()
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Should_refuse_without_a_transaction()
    {
        await using var db = Database.Open();

        var locking = () => db.FindAndLockAsync<StockArticle>("lamp", Cancelled);

        (await locking.ShouldThrowAsync<InvalidOperationException>()).Message.ShouldContain("transaction");
    }

    [Fact]
    public async Task Should_find_none_where_there_is_none()
    {
        await using var db = Database.Open();
        await using var write = await db.BeginWriteAsync(Cancelled);

        (await db.FindAndLockAsync<StockArticle>("lamp", Cancelled)).ShouldBeNull();
        (await db.FindAndLockAllAsync<StockArticle>(["lamp", "table"], Cancelled)).ShouldBeEmpty();
        (await db.FindAndLockAllAsync<StockArticle>([], Cancelled)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Should_lock_many_in_the_order_of_their_keys()
    {
        await using var db = Database.Open();
        foreach (var name in (string[])["b", "c", "a", "d"])
            db.Add(new StockArticle { Name = name, Left = 1 });

        await db.SaveChangesAsync(Cancelled);
        db.ChangeTracker.Clear();
        await using var write = await db.BeginWriteAsync(Cancelled);

        var locked = await db.FindAndLockAllAsync<StockArticle>(["c", "a", "b", "a", "nothing"], Cancelled);

        locked.Select(article => article.Name).ShouldBe(["a", "b", "c"]);
    }
}
