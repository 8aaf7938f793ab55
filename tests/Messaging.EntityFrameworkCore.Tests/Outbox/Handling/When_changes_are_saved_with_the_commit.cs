using Messaging.EntityFrameworkCore.Databases;
using Messaging.EntityFrameworkCore.Tests.Orders;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Outbox.Handling;

public abstract class When_changes_are_saved_with_the_commit<TDatabase> : Situation<TDatabase>
    where TDatabase : TestDatabase, new()
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>With one row per change, and with several rows that one statement writes.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Should_add_change_and_delete(int rows)
    {
        var orders = Enumerable.Range(0, rows).Select(number => Order(items: number)).ToList();
        await GivenAsync([.. orders, .. Articles("old", rows), .. Articles("sold", rows)]);

        await using (var db = Database.Open())
        await using (var write = await db.BeginWriteAsync(Cancelled))
        {
            foreach (var article in await db.Stock.ToListAsync(Cancelled))
            {
                if (article.Name.StartsWith("old", StringComparison.Ordinal))
                    db.Remove(article);
                else
                    (article.Left, article.LastOrder) = (article.Left - 1, orders[0].CorrelationId);
            }

            foreach (var order in await db.Orders.ToListAsync(Cancelled))
            {
                order.PaymentTimerId = null;
                order.Version++;
            }

            db.AddRange(Articles("new", rows));
            await write.SaveAndCommitAsync(Cancelled);

            db.ChangeTracker.HasChanges().ShouldBeFalse();
        }

        var stock = await ReadAsync(db => db.Stock.ToListAsync());
        stock.Where(article => article.Name.StartsWith("new", StringComparison.Ordinal))
            .Select(article => (article.Left, article.LastOrder))
            .ShouldBe(Enumerable.Range(0, rows).Select(number => (number, (Guid?)null)), ignoreOrder: true);
        stock.Where(article => article.Name.StartsWith("sold", StringComparison.Ordinal))
            .Select(article => (article.Left, article.LastOrder))
            .ShouldBe(Enumerable.Range(0, rows).Select(number => (number - 1, (Guid?)orders[0].CorrelationId)), ignoreOrder: true);
        stock.Count.ShouldBe(2 * rows);
        var saved = await ReadAsync(db => db.Orders.OrderBy(order => order.Items).ToListAsync());
        saved.Select(order => (order.CorrelationId, order.Items, order.PaymentTimerId, order.Version, order.PaymentDueAt))
            .ShouldBe(orders.Select(order => (order.CorrelationId, order.Items, (Guid?)null, 2, order.PaymentDueAt)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Should_save_nothing_when_a_row_is_not_as_it_was_read(int rows)
    {
        var orders = Enumerable.Range(0, rows).Select(number => Order(items: number)).ToList();
        await GivenAsync([.. orders]);

        var failure = await SaveAfterAsync(
            other => other.Items = 7,
            (db, order) => order.Reminders = 1);

        DatabaseFailures.IsConflict(failure).ShouldBeTrue();
        failure.ShouldBeOfType<DbUpdateConcurrencyException>();
        (await ReadAsync(db => db.Orders.CountAsync(order => order.Reminders == 0))).ShouldBe(rows);
        (await ReadAsync(db => db.Notes.CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task Should_save_nothing_when_a_row_to_delete_is_not_as_it_was_read()
    {
        await GivenAsync([Order(items: 0)]);

        var failure = await SaveAfterAsync(other => other.Items = 7, (db, order) => db.Remove(order));

        failure.ShouldBeOfType<DbUpdateConcurrencyException>();
        (await ReadAsync(db => db.Orders.CountAsync())).ShouldBe(1);
        (await ReadAsync(db => db.Notes.CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task Should_save_nothing_when_a_row_is_there_already()
    {
        var note = new Note { Id = Guid.CreateVersion7(), Text = "first" };
        await GivenAsync([note]);
        await using var db = Database.Open();
        await using var write = await db.BeginWriteAsync(Cancelled);
        db.AddRange(Articles("new", 1));
        db.Add(new Note { Id = note.Id, Text = "second" });

        var failure = await Should.ThrowAsync<Exception>(() => write.SaveAndCommitAsync(Cancelled));

        DatabaseFailures.IsConflict(failure).ShouldBeTrue();
        await write.DisposeAsync();
        (await ReadAsync(db => db.Notes.SingleAsync())).Text.ShouldBe("first");
        (await ReadAsync(db => db.Stock.CountAsync())).ShouldBe(0);
    }

    /// <summary>Two contexts read the same orders. The first saves a change of one order, so that the second saves a stale row.</summary>
    private async Task<Exception> SaveAfterAsync(Action<OrderState> first, Action<OrdersDbContext, OrderState> second)
    {
        await using var db = Database.Open();
        var read = await db.Orders.ToListAsync(Cancelled);
        await using (var other = Database.Open())
        {
            foreach (var order in await other.Orders.Take(1).ToListAsync(Cancelled))
            {
                first(order);
                order.Version++;
            }

            await other.SaveChangesAsync(Cancelled);
        }

        await using var write = await db.BeginWriteAsync(Cancelled);
        read.ForEach(order => second(db, order));
        db.Add(new Note { Id = Guid.CreateVersion7(), Text = "by the second" });
        return await Should.ThrowAsync<Exception>(() => write.SaveAndCommitAsync(Cancelled));
    }

    private async Task GivenAsync(IEnumerable<object> rows)
    {
        await using var db = Database.Open();
        db.AddRange(rows);
        await db.SaveChangesAsync(Cancelled);
    }

    private static OrderState Order(int items) => new()
    {
        CorrelationId = Guid.CreateVersion7(),
        CurrentState = "Placed",
        PaymentDueAt = DateTimeOffset.UtcNow.ToMicroseconds(),
        PaymentTimerId = Guid.CreateVersion7(),
        Items = items,
        Version = 1,
    };

    private static IEnumerable<StockArticle> Articles(string name, int count) =>
        Enumerable.Range(0, count).Select(number => new StockArticle { Name = $"{name} {number}", Left = number });
}
