using Messaging.EntityFrameworkCore.Databases;
using Messaging.EntityFrameworkCore.Tests.Orders;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Databases.Groups;

/// <summary>What a handler has read is compared at its commit.</summary>
public sealed class When_a_handler_decides_in_a_group : GroupSituation
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Should_refuse_a_decision_on_a_row_that_was_changed_meanwhile(bool changesItToo)
    {
        await using var deciding = await BeginAsync();
        var lamp = await deciding.Db.FindAndLockAsync<StockArticle>("lamp", Cancelled);
        await SetLeftAsync(0);

        if (changesItToo)
            lamp!.Left--;
        var note = NewNote();
        deciding.Db.Add(note);

        await deciding.CommitAsync().ShouldThrowAsync<DbUpdateConcurrencyException>();
        (await LeftAsync()).ShouldBe(0);
        await ShouldHaveLeftNothingAsync(note);
    }

    /// <summary>The referenced row has a concurrency token, which the other transaction did not change.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Should_refuse_a_decision_on_a_referenced_row_that_was_changed_meanwhile(bool changesItToo)
    {
        var order = await LampIsTakenAsync();
        await using var deciding = await BeginAsync();
        await deciding.Db.FindAndLockAsync<StockArticle, OrderState>("lamp", article => article.LastOrder, Cancelled);
        var read = deciding.Db.FindTracked<OrderState>(order);
        await using (var db = Database.Open())
            await db.Orders.ExecuteUpdateAsync(set => set.SetProperty(row => row.Items, 3), Cancelled);

        deciding.Db.Add(NewNote());
        if (changesItToo)
            read!.Items++;

        await deciding.CommitAsync().ShouldThrowAsync<DbUpdateConcurrencyException>();
    }

    [Fact]
    public async Task Should_write_both_rows_that_a_decision_was_made_on()
    {
        var order = await LampIsTakenAsync();
        await using var deciding = await BeginAsync();

        (await deciding.Db.FindAndLockAsync<StockArticle, OrderState>("lamp", article => article.LastOrder, Cancelled))!.Left = 1;
        deciding.Db.FindTracked<OrderState>(order)!.Items = 7;
        await deciding.CommitAsync();

        (await LeftAsync()).ShouldBe(1);
        await using var db = Database.Open();
        (await db.Orders.SingleAsync(Cancelled)).Items.ShouldBe(7);
    }

    [Fact]
    public async Task Should_decide_in_turn_on_one_row()
    {
        await using var first = await BeginAsync();
        await using var second = await BeginAsync();
        var lamp = await first.Db.FindAndLockAsync<StockArticle>("lamp", Cancelled);

        (await second.Db.FindAndLockAsync<StockArticle>("lamp", Cancelled))!.Left--;
        (await IsLockedAsync()).ShouldBeTrue();
        await second.CommitAsync();
        lamp!.Left--;

        await first.CommitAsync().ShouldThrowAsync<DbUpdateConcurrencyException>();
        (await LeftAsync()).ShouldBe(4);
    }

    [Fact]
    public async Task Should_let_one_of_two_processes_decide()
    {
        await using var first = await BeginAsync(new GroupCommit());
        await using var second = await BeginAsync(new GroupCommit());
        (await first.Db.FindAndLockAsync<StockArticle>("lamp", Cancelled))!.Left--;
        (await second.Db.FindAndLockAsync<StockArticle>("lamp", Cancelled))!.Left--;

        await first.CommitAsync();

        await second.CommitAsync().ShouldThrowAsync<DbUpdateConcurrencyException>();
        (await LeftAsync()).ShouldBe(4);
    }

    [Fact]
    public async Task Should_find_none_where_there_is_none()
    {
        await using var deciding = await BeginAsync();

        (await deciding.Db.FindAndLockAsync<StockArticle>("chair", Cancelled)).ShouldBeNull();
        deciding.Db.Add(new StockArticle { Name = "chair", Left = 1 });
        await deciding.CommitAsync();

        (await LeftAsync("chair")).ShouldBe(1);
    }

    [Fact]
    public async Task Should_lock_at_once_when_told_to()
    {
        await using var handling = await BeginAsync(locks: true);

        await handling.Db.FindAndLockAsync<StockArticle>("lamp", Cancelled);

        (await IsLockedAsync()).ShouldBeTrue();
    }

    /// <summary>Each decides on one article and writes its number to the other: there is no order in which they exchange them.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Should_not_let_two_write_what_the_other_has_decided_on(bool read)
    {
        await SetLeftAsync(1, "lamp");
        await SetLeftAsync(2, "table");
        await using var one = await CopyAsync("lamp", "table", read);
        await using var other = await CopyAsync("table", "lamp", read);

        var refused = await Should.ThrowAsync<Exception>(() => CommitTogetherAsync(one, other));

        DatabaseFailures.IsConflict(refused).ShouldBeTrue();
        (await LeftAsync("lamp")).ShouldBe(await LeftAsync("table"));
    }

    /// <summary>Two rows name the same row, without a concurrency token, and each handler changes it.</summary>
    [Fact]
    public async Task Should_not_let_two_change_a_row_that_both_have_read()
    {
        var order = await LampIsTakenAsync();
        await using (var db = Database.Open())
            await db.Stock.ExecuteUpdateAsync(set => set.SetProperty(article => article.LastOrder, order), Cancelled);

        await using var one = await CountAsync("lamp", order);
        await using var other = await CountAsync("table", order);

        await Should.ThrowAsync<DbUpdateConcurrencyException>(() => CommitTogetherAsync(one, other));

        await using var after = Database.Open();
        (await after.Orders.SingleAsync(Cancelled)).Items.ShouldBe(1);
    }

    private async Task<Handling> CountAsync(string article, Guid order)
    {
        var handling = await BeginAsync();
        await handling.Db.FindAndLockAsync<StockArticle, OrderState>(article, row => row.LastOrder, Cancelled);
        handling.Db.FindTracked<OrderState>(order)!.Items++;
        return handling;
    }

    private async Task<Handling> CopyAsync(string from, string to, bool read)
    {
        var handling = await BeginAsync();
        var target = read
            ? await handling.Db.ReadUnlockedAsync(() => handling.Db.Stock.SingleAsync(row => row.Name == to, Cancelled), Cancelled)
            : handling.Db.Attach(new StockArticle { Name = to, Left = 0 }).Entity;
        target.Left = (await handling.Db.FindAndLockAsync<StockArticle>(from, Cancelled))!.Left;
        return handling;
    }

    private async Task<Guid> LampIsTakenAsync()
    {
        var order = Guid.CreateVersion7();
        await using var db = Database.Open();
        db.Add(new OrderState
        {
            CorrelationId = order,
            CurrentState = "Placed",
            Customer = "somebody",
            PaymentDueAt = DateTimeOffset.UnixEpoch,
        });
        (await db.Stock.SingleAsync(article => article.Name == "lamp", Cancelled)).LastOrder = order;
        await db.SaveChangesAsync(Cancelled);
        return order;
    }
}
