using Messaging.EntityFrameworkCore.Databases;
using Messaging.EntityFrameworkCore.Tests.Orders;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Outbox.Handling;

/// <summary>An entity that was read before its row is locked may be stale: it was read outside the transaction, or by a query.</summary>
public abstract class When_a_row_to_lock_is_tracked_already<TDatabase> : Situation<TDatabase>
    where TDatabase : TestDatabase, new()
{
    private static readonly Guid _order = Guid.CreateVersion7();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Way.One)]
    [InlineData(Way.OneWithAnother)]
    [InlineData(Way.AmongMany)]
    public async Task Should_give_it_the_values_of_the_row(Way way)
    {
        await GivenLampAndTableAsync();
        await using var db = Database.Open();
        var tracked = await db.Stock.SingleAsync(article => article.Name == "lamp", Cancelled);
        await ChangeAsync(article => article.Left = 1);
        await using var write = await db.BeginWriteAsync(Cancelled);

        var locked = await LockAsync(way, db, "lamp");

        locked.ShouldBeSameAs(tracked);
        locked!.Left.ShouldBe(1);
        db.ChangeTracker.HasChanges().ShouldBeFalse();
        locked.Left--;
        await write.SaveAndCommitAsync(Cancelled);
        (await ReadAsync(other => other.Stock.SingleAsync(article => article.Name == "lamp"))).Left.ShouldBe(0);
    }

    [Theory]
    [InlineData(Way.One)]
    [InlineData(Way.OneWithAnother)]
    [InlineData(Way.AmongMany)]
    public async Task Should_refuse_one_that_has_unsaved_changes(Way way)
    {
        await GivenLampAndTableAsync();
        await using var db = Database.Open();
        var tracked = await db.Stock.SingleAsync(article => article.Name == "lamp", Cancelled);
        tracked.Left = 7;
        await using var write = await db.BeginWriteAsync(Cancelled);

        var failure = await Should.ThrowAsync<InvalidOperationException>(() => LockAsync(way, db, "lamp"));

        failure.Message.ShouldContain("StockArticle 'lamp'");
    }

    [Theory]
    [InlineData(Way.One)]
    [InlineData(Way.OneWithAnother)]
    [InlineData(Way.AmongMany)]
    public async Task Should_track_it_no_longer_when_its_row_is_gone(Way way)
    {
        await GivenLampAndTableAsync();
        await using var db = Database.Open();
        var tracked = await db.Stock.SingleAsync(article => article.Name == "lamp", Cancelled);
        await using (var other = Database.Open())
            await other.Stock.Where(article => article.Name == "lamp").ExecuteDeleteAsync(Cancelled);

        await using var write = await db.BeginWriteAsync(Cancelled);

        (await LockAsync(way, db, "lamp")).ShouldBeNull();
        db.Entry(tracked).State.ShouldBe(EntityState.Detached);
        db.FindTracked<StockArticle>("lamp").ShouldBeNull();
    }

    /// <summary>A change by SQL shows that the row is not read again.</summary>
    [Theory]
    [InlineData(Way.One)]
    [InlineData(Way.OneWithAnother)]
    [InlineData(Way.AmongMany)]
    public async Task Should_not_read_it_again_when_this_transaction_has_locked_it(Way way)
    {
        await GivenLampAndTableAsync();
        await using var db = Database.Open();
        await using var write = await db.BeginWriteAsync(Cancelled);
        var first = (await db.FindAndLockAllAsync<StockArticle>(["table", "lamp"], Cancelled)).Single(article => article.Name == "lamp");
        first.LastOrder = null;
        await db.Stock.ExecuteUpdateAsync(set => set.SetProperty(article => article.Left, 1), Cancelled);

        var again = await LockAsync(way, db, "lamp");

        again.ShouldBeSameAs(first);
        (again!.Left, again.LastOrder).ShouldBe((5, null));
    }

    [Theory]
    [InlineData(Way.One)]
    [InlineData(Way.OneWithAnother)]
    [InlineData(Way.AmongMany)]
    public async Task Should_lock_it_again_in_the_next_transaction(Way way)
    {
        await GivenLampAndTableAsync();
        await using var db = Database.Open();
        await using (var write = await db.BeginWriteAsync(Cancelled))
        {
            await LockAsync(way, db, "lamp");
            await write.SaveAndCommitAsync(Cancelled);
        }

        await ChangeAsync(article => article.Left = 1);
        await using var next = await db.BeginWriteAsync(Cancelled);

        (await LockAsync(way, db, "lamp"))!.Left.ShouldBe(1);
    }

    [Theory]
    [InlineData(Way.One)]
    [InlineData(Way.OneWithAnother)]
    [InlineData(Way.AmongMany)]
    public async Task Should_return_one_that_was_added(Way way)
    {
        await GivenLampAndTableAsync();
        await using var db = Database.Open();
        await using var write = await db.BeginWriteAsync(Cancelled);
        var added = db.Add(new StockArticle { Name = "chair", Left = 3 }).Entity;

        (await LockAsync(way, db, "chair")).ShouldBeSameAs(added);

        db.Entry(added).State.ShouldBe(EntityState.Added);
    }

    [Fact]
    public async Task Should_read_what_it_references_again_too()
    {
        await GivenLampAndTableAsync();
        await using var db = Database.Open();
        var tracked = await db.Orders.SingleAsync(Cancelled);
        await using (var other = Database.Open())
            await other.Orders.ExecuteUpdateAsync(set => set.SetProperty(order => order.Items, 7), Cancelled);

        await using var write = await db.BeginWriteAsync(Cancelled);
        await db.FindAndLockAsync<StockArticle>("lamp", Cancelled);
        tracked.Items.ShouldBe(0);
        await db.FindAndLockAsync<StockArticle, OrderState>("lamp", article => article.LastOrder, Cancelled);

        tracked.Items.ShouldBe(7);
    }

    [Fact]
    public async Task Should_keep_changes_of_what_it_references_that_this_transaction_made()
    {
        await GivenLampAndTableAsync();
        await using var db = Database.Open();
        await using var write = await db.BeginWriteAsync(Cancelled);
        await db.FindAndLockAsync<StockArticle, OrderState>("lamp", article => article.LastOrder, Cancelled);
        var order = db.FindTracked<OrderState>(_order)!;
        order.Items = 7;

        await db.FindAndLockAsync<StockArticle, OrderState>("lamp", article => article.LastOrder, Cancelled);
        (await db.FindAndLockAsync<OrderState>(_order, Cancelled)).ShouldBeSameAs(order);

        order.Items.ShouldBe(7);
        db.Entry(order).State.ShouldBe(EntityState.Modified);
    }

    private static async Task<StockArticle?> LockAsync(Way way, OrdersDbContext db, string name) => way switch
    {
        Way.One => await db.FindAndLockAsync<StockArticle>(name, Cancelled),
        Way.OneWithAnother => await db.FindAndLockAsync<StockArticle, OrderState>(name, article => article.LastOrder, Cancelled),
        _ => (await db.FindAndLockAllAsync<StockArticle>(["table", name], Cancelled)).SingleOrDefault(article => article.Name == name),
    };

    private async Task GivenLampAndTableAsync()
    {
        await using var db = Database.Open();
        db.Add(new OrderState { CorrelationId = _order, CurrentState = "Placed", PaymentDueAt = Now });
        db.AddRange(new StockArticle { Name = "lamp", Left = 5, LastOrder = _order }, new StockArticle { Name = "table", Left = 5 });
        await db.SaveChangesAsync(Cancelled);
    }

    private async Task ChangeAsync(Action<StockArticle> change)
    {
        await using var db = Database.Open();
        change(await db.Stock.SingleAsync(article => article.Name == "lamp", Cancelled));
        await db.SaveChangesAsync(Cancelled);
    }
}

/// <summary>A way to lock a row.</summary>
public enum Way
{
    One,
    OneWithAnother,
    AmongMany,
}
