using Messaging.EntityFrameworkCore.Databases;
using Messaging.EntityFrameworkCore.Tests.Orders;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Shouldly;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Outbox.Handling;

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

    [Fact]
    public async Task Should_track_the_row_that_the_locked_one_references()
    {
        var order = new OrderState
        {
            CorrelationId = Guid.CreateVersion7(),
            CurrentState = "Placed",
            Customer = "somebody",
            PaymentDueAt = Now,
        };
        await using (var given = Database.Open())
        {
            given.Add(order);
            given.Add(new StockArticle { Name = "lamp", Left = 1, LastOrder = order.CorrelationId });
            given.Add(new StockArticle { Name = "table", Left = 1 });
            await given.SaveChangesAsync(Cancelled);
        }

        await using var db = Database.Open();
        await using var write = await db.BeginWriteAsync(Cancelled);

        var table = await db.FindAndLockAsync<StockArticle, OrderState>("table", article => article.LastOrder, Cancelled);
        db.Orders.Local.ShouldBeEmpty();
        var lamp = await db.FindAndLockAsync<StockArticle, OrderState>("lamp", article => article.LastOrder, Cancelled);

        table!.Name.ShouldBe("table");
        lamp!.LastOrder.ShouldBe(order.CorrelationId);
        db.Orders.Local.Single().ShouldBeEquivalentTo(order);
        db.ChangeTracker.HasChanges().ShouldBeFalse();
        (await db.FindAndLockAsync<StockArticle, OrderState>("nothing", article => article.LastOrder, Cancelled)).ShouldBeNull();
    }

    [Fact]
    public async Task Should_say_which_key_it_needs()
    {
        await using var db = Database.Open();
        await using var write = await db.BeginWriteAsync(Cancelled);

        var byNumber = await Should.ThrowAsync<ArgumentException>(() => db.FindAndLockAsync<StockArticle>(7, Cancelled));
        var byNothing = await Should.ThrowAsync<ArgumentException>(() => db.FindAndLockAllAsync<StockArticle>(["lamp", null!], Cancelled));
        var byText = await Should.ThrowAsync<ArgumentException>(() =>
            db.FindAndLockAsync<OrderState>(Guid.CreateVersion7().ToString(), Cancelled));

        byNumber.Message.ShouldContain("The key of StockArticle is a String, not a Int32");
        byNothing.ShouldBeOfType<ArgumentNullException>();
        byText.Message.ShouldContain("The key of OrderState is a Guid, not a String");
    }

    [Fact]
    public async Task Should_say_which_reference_it_needs()
    {
        await using var db = Database.Open();
        await using var write = await db.BeginWriteAsync(Cancelled);

        var byNumber = () => db.FindAndLockAsync<StockArticle, OrderState>("lamp", article => article.Left, Cancelled);
        var byExpression = () => db.FindAndLockAsync<StockArticle, OrderState>("lamp", article => Guid.Empty, Cancelled);

        (await byNumber.ShouldThrowAsync<ArgumentException>()).Message.ShouldContain("a key of OrderState, a Guid");
        await byExpression.ShouldThrowAsync<ArgumentException>();
    }
}
