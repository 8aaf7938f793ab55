using Messaging.EntityFrameworkCore.Databases;
using Messaging.EntityFrameworkCore.Tests.Orders;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Shouldly;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Databases.Groups;

/// <summary>The exception, and the log of the database, say in words what was refused.</summary>
public sealed class When_a_commit_is_refused : GroupSituation
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Should_name_the_row_that_was_decided_on(bool inTheGroup)
    {
        await using var handling = await BeginAsync();
        await handling.Db.FindAndLockAsync<StockArticle>("lamp", Cancelled);
        await SetLeftAsync(0);
        handling.Db.Add(NewNote());

        var failure = await Should.ThrowAsync<DbUpdateConcurrencyException>(
            () => inTheGroup ? handling.CommitAsync() : handling.Db.Notes.CountAsync(Cancelled));

        ShouldSay(failure, "A row of stock, on which a handler decided, was changed or deleted by another transaction");
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(false, true)]
    public async Task Should_name_the_row_that_was_to_be_written(bool inTheGroup, bool deletes)
    {
        await using (var db = Database.Open())
        {
            db.Add(new OrderState { CorrelationId = Guid.CreateVersion7(), Version = 1, PaymentDueAt = DateTimeOffset.UnixEpoch });
            await db.SaveChangesAsync(Cancelled);
        }

        await using var handling = await BeginAsync(locks: !inTheGroup);
        var order = await handling.Db.ReadUnlockedAsync(() => handling.Db.Orders.SingleAsync(Cancelled), Cancelled);
        await using (var db = Database.Open())
            await db.Orders.ExecuteUpdateAsync(set => set.SetProperty(row => row.Version, 2), Cancelled);

        if (deletes)
            handling.Db.Remove(order);
        else
            order.Items++;

        var failure = await Should.ThrowAsync<DbUpdateConcurrencyException>(handling.CommitAsync);

        ShouldSay(failure, "A row of orders, which is to be updated or deleted, was changed or deleted by another transaction");
    }

    private static void ShouldSay(DbUpdateConcurrencyException failure, string sentence)
    {
        failure.Message.ShouldStartWith($"{nameof(OrdersDbContext)}: {sentence}");
        failure.InnerException.ShouldBeOfType<PostgresException>().MessageText.ShouldContain(sentence);
        DatabaseFailures.IsConflict(failure).ShouldBeTrue();
    }
}
