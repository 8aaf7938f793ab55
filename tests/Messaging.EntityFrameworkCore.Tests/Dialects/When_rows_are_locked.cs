using Messaging.EntityFrameworkCore.Databases;
using Messaging.EntityFrameworkCore.Tests.Databases;
using Messaging.EntityFrameworkCore.Tests.Orders;
using Shouldly;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Dialects;

public sealed class When_rows_are_locked
{
    [Fact]
    public async Task Should_refuse_without_a_transaction()
    {
        await using var database = new SqliteTestDatabase();
        await database.CreateAsync();
        await using var db = database.Open();

        var locking = () => db.FindAndLockAsync<StockArticle>("lamp", CancellationToken.None);

        (await locking.ShouldThrowAsync<InvalidOperationException>()).Message.ShouldContain("transaction");
    }

    [Fact]
    public async Task Should_find_none_where_there_is_none()
    {
        await using var database = new SqliteTestDatabase();
        await database.CreateAsync();
        await using var db = database.Open();
        await using var write = await db.BeginWriteAsync(TestContext.Current.CancellationToken);

        (await db.FindAndLockAsync<StockArticle>("lamp", TestContext.Current.CancellationToken)).ShouldBeNull();
    }

    [Fact]
    public async Task Should_lock_many_in_the_order_of_their_keys()
    {
        await using var database = new SqliteTestDatabase();
        await database.CreateAsync();
        await using var db = database.Open();
        foreach (var name in (string[])["b", "c", "a"])
            db.Add(new StockArticle { Name = name, Left = 1 });

        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        db.ChangeTracker.Clear();
        await using var write = await db.BeginWriteAsync(TestContext.Current.CancellationToken);

        var locked = await db.FindAndLockAllAsync<StockArticle>(["c", "a", "b", "a", "nothing"], TestContext.Current.CancellationToken);

        locked.Select(article => article.Name).ShouldBe(["a", "b", "c"]);
    }
}
