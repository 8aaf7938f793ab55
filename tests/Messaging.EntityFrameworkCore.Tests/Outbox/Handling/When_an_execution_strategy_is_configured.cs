using MassTransit;
using Messaging.EntityFrameworkCore.Databases;
using Messaging.EntityFrameworkCore.Outbox;
using Messaging.EntityFrameworkCore.Tests.Orders;
using Messaging.EntityFrameworkCore.Tests.Running;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Shouldly;
using TestKit;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Outbox.Handling;

/// <summary>
/// The DbContext retries what fails, as <c>EnableRetryOnFailure</c> has it do. Handlers are retried by their endpoint alone, and the
/// background services by themselves.
/// </summary>
public abstract class When_an_execution_strategy_is_configured<TDatabase> : Situation<TDatabase>
    where TDatabase : TestDatabase, new()
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Should_handle_messages_and_send_and_delete_what_they_leave()
    {
        var instance = await StartAsync(WithStrategy);
        var (note, order) = (Guid.CreateVersion7(), Guid.CreateVersion7());

        await instance.SendAsync(NoteDefinition.Queue, new TakeNote(note, "text"));
        await instance.SendAsync(OrderDefinition.Queue, new PlaceOrder(order, "somebody", Now.AddMinutes(1)));

        await Eventually.Until(() => Journal.Of<NoteTaken>().Any() && Journal.Of<NoteCopied>().Any() && Journal.Of<OrderPlaced>().Any());
        await Eventually.Until(async () => (await OutboxAsync()).TrueForAll(row => row.IsTimer));
        Pass(TimeSpan.FromMinutes(1));
        await Eventually.Until(() => Journal.Of<OrderOverdue>().Any());
        await UntilIdleAsync(instance);
        (await OutboxAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Should_leave_retries_to_the_endpoint()
    {
        var (queries, attempts) = (0, 0);
        var instance = await StartAsync(WithStrategy);
        instance.Database.Executing = statement =>
            statement.Contains("COUNT(", StringComparison.OrdinalIgnoreCase) && Interlocked.Increment(ref queries) == 1
                ? throw new TransientFailureException("The first query fails.")
                : Task.CompletedTask;
        instance.Hooks.On<TakeNote>(async visit =>
        {
            attempts = visit.Attempt;
            await visit.Db.Set<Note>().CountAsync();
        });

        await instance.SendAsync(NoteDefinition.Queue, new TakeNote(Guid.CreateVersion7(), "text"));
        await Eventually.Until(() => Journal.Of<NoteTaken>().Any());

        (queries, attempts).ShouldBe((2, 2));
        (await ReadAsync(db => db.Notes.CountAsync())).ShouldBe(1);
    }

    [Fact]
    public async Task Should_take_the_transactions_of_a_consumer()
    {
        var instance = await StartAsync(settings => WithStrategy(settings) with { Bus = bus => bus.AddConsumer<TwiceConsumer>() });

        await instance.Bus.Publish(new WriteTwice(Guid.CreateVersion7(), Guid.CreateVersion7()), Cancelled);

        await Eventually.Until(async () => await ReadAsync(db => db.Notes.CountAsync()) == 2);
    }

    [Fact]
    public async Task Should_let_EF_Core_demand_its_strategy_outside_of_handlers()
    {
        await using var db = Open();
        await using var write = await db.BeginWriteAsync(Cancelled);

        await Should.ThrowAsync<InvalidOperationException>(() => db.Notes.CountAsync(Cancelled));
    }

    [Fact]
    public async Task Should_let_EF_Core_retry_outside_of_handlers()
    {
        await using var db = Open();
        var attempts = 0;

        await db.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
        {
            db.ChangeTracker.Clear();
            await using var write = await db.BeginWriteAsync(Cancelled);
            db.Add(new Note { Id = Guid.CreateVersion7(), Text = "text" });
            await db.SaveChangesAsync(Cancelled);
            if (++attempts < 3)
                throw new TransientFailureException("It is retried.");

            db.Add(new Note { Id = Guid.CreateVersion7(), Text = "text" });
            await write.SaveAndCommitAsync(Cancelled);
        });

        attempts.ShouldBe(3);
        (await ReadAsync(read => read.Notes.CountAsync())).ShouldBe(2);
    }

    private static InstanceSettings WithStrategy(InstanceSettings settings) => settings with { Options = Retry };

    private static void Retry(DbContextOptionsBuilder options) =>
        ((IDbContextOptionsBuilderInfrastructure)options).AddOrUpdateExtension(
            RelationalOptionsExtension.Extract(options.Options)
                .WithExecutionStrategyFactory(dependencies => new RetryingStrategy(dependencies)));

    private OrdersDbContext Open()
    {
        var options = new DbContextOptionsBuilder<OrdersDbContext>();
        Database.Configure(options);
        Retry(options);
        return new OrdersDbContext(options.Options);
    }

    private sealed class RetryingStrategy(ExecutionStrategyDependencies dependencies) : ExecutionStrategy(dependencies, 5, TimeSpan.Zero)
    {
        protected override bool ShouldRetryOn(Exception exception) => true;
    }

    private sealed record WriteTwice(Guid First, Guid Second);

    private sealed class TwiceConsumer(ConsumerTransactions<OrdersDbContext> transactions) : IConsumer<WriteTwice>
    {
        public async Task Consume(ConsumeContext<WriteTwice> context)
        {
            foreach (var id in (Guid[])[context.Message.First, context.Message.Second])
            {
                await transactions.RunAsync(context, transaction =>
                    Task.FromResult(transaction.Db.Add(new Note { Id = id, Text = "text" })));
            }
        }
    }
}
