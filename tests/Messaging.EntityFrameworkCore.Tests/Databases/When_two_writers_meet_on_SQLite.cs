using Messaging.EntityFrameworkCore.Databases;
using Messaging.EntityFrameworkCore.Tests.Orders;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Databases;

/// <summary>Both read and then write. If both began as readers, one of them could never become a writer.</summary>
public sealed class When_two_writers_meet_on_SQLite
{
    [Fact]
    public async Task Should_take_turns_without_failing()
    {
        await using var database = new SqliteTestDatabase();
        await database.CreateAsync();
        await using (var db = database.Open())
        {
            db.Add(new StockArticle { Name = "lamp", Left = 0 });
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => AddOneAsync(database))));

        await using var after = database.Open();
        (await after.Stock.SingleAsync(TestContext.Current.CancellationToken)).Left.ShouldBe(50);
    }

    [Fact]
    public async Task Should_let_the_next_in_after_a_rollback()
    {
        await using var database = new SqliteTestDatabase();
        await database.CreateAsync();
        await using var first = database.Open();
        await using (await first.BeginWriteAsync(TestContext.Current.CancellationToken))
        {
            first.Add(new StockArticle { Name = "lamp", Left = 0 });
            await first.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        await using var second = database.Open();
        await using var write = await second.BeginWriteAsync(TestContext.Current.CancellationToken);

        (await second.Stock.CountAsync(TestContext.Current.CancellationToken)).ShouldBe(0);
    }

    private static async Task AddOneAsync(SqliteTestDatabase database)
    {
        await using var db = database.Open();
        await using var write = await db.BeginWriteAsync(CancellationToken.None);
        var article = await db.Stock.SingleAsync();
        article.Left++;
        await write.SaveAndCommitAsync(CancellationToken.None);
    }
}
