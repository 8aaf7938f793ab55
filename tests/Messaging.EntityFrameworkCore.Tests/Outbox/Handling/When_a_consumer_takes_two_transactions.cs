using System.Collections.Concurrent;
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

namespace Messaging.EntityFrameworkCore.Tests.Outbox.Handling;

public abstract class When_a_consumer_takes_two_transactions<TDatabase> : Situation<TDatabase>
    where TDatabase : TestDatabase, new()
{
    private readonly TaskCompletionSource _faulted = new();
    private readonly ConcurrentQueue<string> _transactions = new();

    [Fact]
    public async Task Should_commit_both_and_send_the_messages_of_both()
    {
        var instance = await GivenAsync();

        await instance.SendAsync(EchoConsumer.Queue, new Echo(Guid.CreateVersion7()));

        await Eventually.Until(() => Journal.Of<NoteTaken>().Count == 2);
        Journal.Of<NoteTaken>().Select(taken => taken.Text).ShouldBe(["first", "second"]);
        (await NotesAsync()).ShouldBe(["first", "second"]);
    }

    [Fact]
    public async Task Should_repeat_only_the_one_that_met_a_conflict()
    {
        var instance = await GivenAsync();
        instance.Hooks.On<Echo>(visit =>
            visit.Attempt == 1 ? throw new DbUpdateConcurrencyException("The test's conflict.") : Task.CompletedTask);

        await instance.SendAsync(EchoConsumer.Queue, new Echo(Guid.CreateVersion7()));

        await Eventually.Until(() => Journal.Of<NoteTaken>().Any(taken => taken.Text == "second"));
        _transactions.ShouldBe(["first", "second", "second, retried"]);
        Journal.Of<NoteTaken>().Select(taken => taken.Text).ShouldBe(["first", "second"]);
        (await NotesAsync()).ShouldBe(["first", "second"]);
    }

    [Fact]
    public async Task Should_keep_the_first_when_the_second_fails_for_good()
    {
        var instance = await GivenAsync();
        instance.Hooks.On<Echo>(_ => throw new InvalidOperationException("The test's failure."));

        await instance.SendAsync(EchoConsumer.Queue, new Echo(Guid.CreateVersion7()));

        await _faulted.Task.OrHang();
        await Eventually.Until(() => Journal.Of<NoteTaken>().Count == 1);
        (await NotesAsync()).ShouldBe(["first"]);
        (await OutboxAsync()).ShouldNotContain(row => row.MessageType.Contains(nameof(NoteCopied)));
    }

    private Task<ServiceInstance> GivenAsync() => StartAsync(settings => settings with
    {
        Bus = bus =>
        {
            bus.AddSingleton(_transactions);
            bus.AddConsumer<TwoTransactionsConsumer>().Endpoint(endpoint => endpoint.Name = EchoConsumer.Queue);
            bus.AddHandler((ConsumeContext<Fault<Echo>> _) =>
            {
                _faulted.TrySetResult();
                return Task.CompletedTask;
            }).Endpoint(endpoint => endpoint.Name = "echo-faults");
        },
    });

    private Task<List<string>> NotesAsync() =>
        ReadAsync(db => db.Notes.Select(note => note.Text).Order().ToListAsync());
}

/// <summary>Writes a note and publishes it in each of two transactions. The second one calls the hook of <see cref="Echo"/>.</summary>
internal sealed class TwoTransactionsConsumer(
    ConsumerTransactions<OrdersDbContext> transactions, Hooks hooks, ConcurrentQueue<string> begun) : IConsumer<Echo>
{
    public async Task Consume(ConsumeContext<Echo> context)
    {
        var first = await transactions.RunAsync(context, transaction => WriteAsync(transaction, "first"));
        await transactions.RunAsync(context, async transaction =>
        {
            await WriteAsync(transaction, "second");
            await transaction.Context.Send(new Uri($"queue:{JournalDefinition.Queue}"), new NoteCopied(first));
            await hooks.ReachedAsync(transaction.Context, transaction.Db);
        });
    }

    private async Task<Guid> WriteAsync(ConsumerTransaction<OrdersDbContext, Echo> transaction, string text)
    {
        begun.Enqueue(transaction.IsRetry ? $"{text}, retried" : text);
        var note = new Note { Id = Guid.CreateVersion7(), Text = text };
        transaction.Db.Add(note);
        await transaction.Context.Publish(new NoteTaken(note.Id, text));
        return note.Id;
    }
}
