using Messaging.EntityFrameworkCore.Databases;
using Messaging.EntityFrameworkCore.Tests.Orders;
using Messaging.EntityFrameworkCore.Tests.Running;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using TestKit;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Sagas;

/// <summary>The lock is configured for an interface of the message. It locks the article's row, which the decisions depend on.</summary>
public abstract class When_a_row_is_locked_first<TDatabase> : Situation<TDatabase>
    where TDatabase : TestDatabase, new()
{
    private const string Article = "lamp";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Should_look_the_instance_up_when_it_has_the_lock()
    {
        var instance = await GivenStockAsync();
        var order = Guid.CreateVersion7();
        var visits = 0;
        instance.Hooks.On<ReserveArticle>(_ =>
        {
            Interlocked.Increment(ref visits);
            return Task.CompletedTask;
        });

        await using (var db = Database.Open())
        await using (var write = await db.BeginWriteAsync(Cancelled))
        {
            await db.FindAndLockAsync<StockArticle>(Article, Cancelled);
            db.Add(new OrderState { CorrelationId = order, CurrentState = nameof(OrderStateMachine.Placed), PaymentDueAt = Now });
            await instance.SendAsync(OrderDefinition.Queue, new ReserveArticle(order, Article));
            if (Database.AllowsConcurrentWriters)
                await Eventually.Until(async () => await Database.CountLockWaitersAsync() == 1);

            await write.SaveAndCommitAsync(Cancelled);
        }

        // A look-up before the lock would have missed the instance, and created it again: a conflict and a retry.
        await Eventually.Until(async () => (await ReadAsync(db => db.Stock.SingleAsync())).Left == 99);
        visits.ShouldBe(1);
    }

    [Fact]
    public async Task Should_make_a_second_handler_wait_for_the_first_to_commit()
    {
        var (first, second) = (await GivenStockAsync(), await StartAsync());
        var inside = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var hold = new Hold();
        var secondCameIn = false;
        first.Hooks.On<ReserveArticle>(_ =>
        {
            inside.TrySetResult();
            return hold.WaitAsync();
        });
        second.Hooks.On<ReserveArticle>(_ =>
        {
            secondCameIn = true;
            return Task.CompletedTask;
        });

        await first.SendAsync(OrderDefinition.Queue, new ReserveArticle(Guid.CreateVersion7(), Article));
        await inside.Task.OrHang();
        await second.SendAsync(OrderDefinition.Queue, new ReserveArticle(Guid.CreateVersion7(), Article));
        if (Database.AllowsConcurrentWriters)
            await Eventually.Until(async () => await Database.CountLockWaitersAsync() == 1);

        secondCameIn.ShouldBeFalse();
        hold.Release();
        await Eventually.Until(async () => await ReadAsync(db => db.Orders.CountAsync()) == 2);
        (await ReadAsync(db => db.Stock.SingleAsync())).Left.ShouldBe(98);
    }

    [Fact]
    public async Task Should_lose_no_decision_of_many()
    {
        var instances = new[] { await GivenStockAsync(), await StartAsync(settings => settings with { Concurrency = 8 }) };

        for (var number = 0; number < 40; number++)
            await instances[number % 2].SendAsync(OrderDefinition.Queue, new ReserveArticle(Guid.CreateVersion7(), Article));

        await Eventually.Until(async () => await ReadAsync(db => db.Orders.CountAsync()) == 40);
        (await ReadAsync(db => db.Stock.SingleAsync())).Left.ShouldBe(60);
    }

    [Fact]
    public async Task Should_take_the_instance_that_the_locked_row_references()
    {
        var instance = await GivenStockAsync();
        var (first, last) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await instance.SendAsync(OrderDefinition.Queue, new ReserveArticle(first, Article));
        await Eventually.Until(async () => await FindOrderAsync(first) is not null);
        await instance.SendAsync(OrderDefinition.Queue, new ReserveArticle(last, Article));
        await Eventually.Until(async () => await FindOrderAsync(last) is not null);

        await instance.SendAsync(OrderDefinition.Queue, new RecallArticle(first, Article));

        await Eventually.Until(() => Journal.Of<ArticleRecalled>().Count > 0);
        Journal.Of<ArticleRecalled>().ShouldBe([new ArticleRecalled(last)]);
    }

    [Fact]
    public async Task Should_take_each_instance_that_is_named_in_turn()
    {
        var instance = await GivenStockAsync();
        var (first, last) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await instance.SendAsync(OrderDefinition.Queue, new ReserveArticle(first, Article));
        await Eventually.Until(async () => await FindOrderAsync(first) is not null);
        await instance.SendAsync(OrderDefinition.Queue, new ReserveArticle(last, Article));
        await Eventually.Until(async () => await FindOrderAsync(last) is not null);

        await instance.SendAsync(OrderDefinition.Queue, new RecallArticleFromBoth(first, Article));

        await Eventually.Until(() => Journal.Of<ArticleRecalled>().Count == 2);
        Journal.Of<ArticleRecalled>().Select(recalled => recalled.OrderId).ShouldBe([first, last], ignoreOrder: true);
    }

    [Fact]
    public async Task Should_take_none_when_the_locked_row_references_none()
    {
        var instance = await GivenStockAsync();
        var order = Guid.CreateVersion7();
        await instance.SendAsync(OrderDefinition.Queue, new PlaceOrder(order, "someone", Now.AddDays(14)));
        await Eventually.Until(async () => await FindOrderAsync(order) is not null);

        await instance.SendAsync(OrderDefinition.Queue, new RecallArticle(order, Article));

        await Eventually.Until(async () => await ReadAsync(db => db.Notes.CountAsync()) == 1);
        (await ReadAsync(db => db.Notes.SingleAsync())).Text.ShouldBe("nobody has it");
        Journal.Of<ArticleRecalled>().ShouldBeEmpty();
    }

    private async Task<ServiceInstance> GivenStockAsync()
    {
        await using (var db = Database.Open())
        {
            db.Add(new StockArticle { Name = Article, Left = 100 });
            await db.SaveChangesAsync();
        }

        return await StartAsync(settings => settings with { Concurrency = 8 });
    }
}
