using MassTransit;
using Messaging.EntityFrameworkCore.Outbox;
using Messaging.EntityFrameworkCore.Tests.Orders;
using Messaging.EntityFrameworkCore.Tests.Running;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using TestKit;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Servers;

/// <summary>The server answers, so that waiting for hours would hold up the endpoint for nothing.</summary>
public sealed class When_a_statement_takes_too_long : Situation<PostgresTestDatabase>
{
    private const string Sleep = "SELECT pg_sleep(3600)";

    /// <summary>The first attempt and five more.</summary>
    private const int Attempts = 6;

    private int _attempts;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Should_give_up_after_a_few_attempts(bool isCancelledByTheServer)
    {
        var instance = await StartAsync();
        instance.Hooks.On<TakeNote>(visit => RunSlowlyAsync(visit.Db, isCancelledByTheServer));

        await instance.SendAsync(NoteDefinition.Queue, new TakeNote(Guid.CreateVersion7(), "text"));

        await Eventually.Until(() => Journal.Of<Fault<TakeNote>>().Count == 1);
        _attempts.ShouldBe(Attempts);
    }

    [Fact]
    public async Task Should_give_up_likewise_in_one_of_several_transactions()
    {
        var instance = await StartAsync();
        instance.Hooks.On<TakeNote>(visit =>
        {
            var transactions = instance.Services.GetRequiredService<ConsumerTransactions<OrdersDbContext>>();
            return Interlocked.CompareExchange(ref _attempts, 0, 0) >= Attempts
                ? Task.CompletedTask
                : transactions.RunAsync(
                    (ConsumeContext<TakeNote>)visit.Context,
                    transaction => RunSlowlyAsync(transaction.Db, isCancelledByTheServer: true)).ShouldThrowAsync<Exception>();
        });

        await instance.SendAsync(NoteDefinition.Queue, new TakeNote(Guid.CreateVersion7(), "text"));

        await Eventually.Until(() => Journal.Of<NoteTaken>().Count == 1);
        _attempts.ShouldBe(Attempts);
    }

    [Fact]
    public async Task Should_handle_the_message_when_the_lock_that_it_waited_for_is_free()
    {
        var instance = await StartAsync();
        await using var db = Database.Open();
        await using var holder = await db.Database.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await db.Database.ExecuteSqlRawAsync("LOCK TABLE stock", TestContext.Current.CancellationToken);
        instance.Hooks.On<TakeNote>(async visit =>
        {
            if (++_attempts == 3)
                await holder.RollbackAsync();

            await visit.Db.Database.ExecuteSqlRawAsync("SET LOCAL lock_timeout = 1; SELECT * FROM stock");
        });

        await instance.SendAsync(NoteDefinition.Queue, new TakeNote(Guid.CreateVersion7(), "text"));

        await Eventually.Until(() => Journal.Of<NoteTaken>().Count == 1);
        _attempts.ShouldBe(3);
        Journal.Of<Fault<TakeNote>>().ShouldBeEmpty();
    }

    private async Task RunSlowlyAsync(DbContext db, bool isCancelledByTheServer)
    {
        Interlocked.Increment(ref _attempts);
        if (isCancelledByTheServer)
        {
            await db.Database.ExecuteSqlRawAsync($"SET LOCAL statement_timeout = 1; {Sleep}");
            return;
        }

        db.Database.SetCommandTimeout(1);
        try
        {
            await db.Database.ExecuteSqlRawAsync(Sleep);
        }
        finally
        {
            // The DbContext goes back to its pool.
            db.Database.SetCommandTimeout(null);
        }
    }
}
