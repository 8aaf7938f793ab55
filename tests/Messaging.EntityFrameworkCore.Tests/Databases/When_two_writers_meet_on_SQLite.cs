using Messaging.EntityFrameworkCore.Databases;
using Messaging.EntityFrameworkCore.Tests.Orders;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using TestKit;
using TestKit.Processes;
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

    /// <summary>A handler that waits for itself would wait for ever.</summary>
    [Fact]
    public async Task Should_refuse_a_second_transaction_of_the_same_code()
    {
        await using var database = new SqliteTestDatabase();
        await database.CreateAsync();
        await using var db = database.Open();
        await using var other = database.Open();
        await using var first = await db.BeginWriteAsync(TestContext.Current.CancellationToken);

        await Should.ThrowAsync<InvalidOperationException>(() => db.BeginWriteAsync(TestContext.Current.CancellationToken).OrHang());
        await Should.ThrowAsync<InvalidOperationException>(() => BeginLaterAsync(other).OrHang());

        await first.SaveAndCommitAsync(TestContext.Current.CancellationToken);
        await first.DisposeAsync();
        await (await BeginLaterAsync(other).OrHang()).DisposeAsync();
    }

    [Fact]
    public async Task Should_refuse_it_in_a_handler()
    {
        await using var database = new SqliteTestDatabase();
        await database.CreateAsync();
        var group = new GroupCommit();
        await using var db = database.Open();
        await using var other = database.Open();
        await using var handling = await group.BeginAsync(db, locks: false, TestContext.Current.CancellationToken);

        await Should.ThrowAsync<InvalidOperationException>(() => BeginLaterAsync(other).OrHang());
    }

    [Fact]
    public async Task Should_take_turns_on_one_file_under_several_names()
    {
        using var folder = new TemporaryFolder("turns");
        var file = folder.Path("orders.db");
        File.CreateSymbolicLink(folder.Path("link.db"), file);
        await using var db = Open($"Data Source={file}");
        await db.Database.EnsureCreatedAsync(TestContext.Current.CancellationToken);
        string[] spellings =
        [
            $"DataSource={file}",
            $"Data Source={file};Pooling=False",
            $"Data Source={folder.Path("elsewhere")}/../orders.db",
            $"Data Source={Path.GetRelativePath(Environment.CurrentDirectory, file)}",
            $"Data Source=file:{file}",
            $"Data Source={folder.Path("link.db")}",
        ];
        await using var first = await db.BeginWriteAsync(TestContext.Current.CancellationToken);

        foreach (var spelling in spellings)
        {
            await using var other = Open(spelling);
            await Should.ThrowAsync<InvalidOperationException>(() => BeginLaterAsync(other).OrHang(), spelling);
        }
    }

    [Fact]
    public async Task Should_not_take_turns_on_two_databases()
    {
        using var folder = new TemporaryFolder("turns");
        string[] others = ["Data Source=:memory:", "Data Source=one;Mode=Memory;Cache=Shared", $"Data Source={folder.Path("other.db")}"];
        await using var db = Open("Data Source=:memory:");
        await using var first = await db.BeginWriteAsync(TestContext.Current.CancellationToken);

        foreach (var spelling in others)
        {
            await using var other = Open(spelling);
            await using var second = await other.BeginWriteAsync(TestContext.Current.CancellationToken).OrHang();
            await second.SaveAndCommitAsync(TestContext.Current.CancellationToken);
        }

        await first.SaveAndCommitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>SQLite ends the whole transaction after some errors.</summary>
    [Fact]
    public async Task Should_not_commit_what_SQLite_rolled_back()
    {
        await using var database = new SqliteTestDatabase();
        await database.CreateAsync();
        await using var db = database.Open();
        db.Add(new StockArticle { Name = "lamp", Left = 0 });
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        await using (var write = await db.BeginWriteAsync(TestContext.Current.CancellationToken))
        {
            await Should.ThrowAsync<SqliteException>(() => db.Database.ExecuteSqlAsync(
                $"INSERT OR ROLLBACK INTO stock (name, left) VALUES ('lamp', 1)", TestContext.Current.CancellationToken));
            db.Add(new StockArticle { Name = "table", Left = 0 });

            await Should.ThrowAsync<Exception>(() => write.SaveAndCommitAsync(TestContext.Current.CancellationToken));
        }

        await using var after = database.Open();
        (await after.Stock.CountAsync(TestContext.Current.CancellationToken)).ShouldBe(1);
    }

    private static OrdersDbContext Open(string connectionString) =>
        new(new DbContextOptionsBuilder<OrdersDbContext>().UseSqlite(connectionString).Options);

    private static async Task<WriteTransaction> BeginLaterAsync(DbContext db)
    {
        await Task.Yield();
        return await db.BeginWriteAsync(TestContext.Current.CancellationToken);
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
