using MassTransit;
using Messaging.EntityFrameworkCore.Outbox;
using Messaging.EntityFrameworkCore.Tests.Orders;
using Messaging.EntityFrameworkCore.Tests.Running;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;
using TestKit;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Servers;

/// <summary>Only a server can have an outage: waiting does not help if a file of SQLite can't be opened.</summary>
public sealed class When_a_handler_meets_an_outage : Situation<PostgresTestDatabase>
{
    /// <summary>Each is tried again by a policy of its own, within that of the one before.</summary>
    public static TheoryData<string> Failures =>
    [
        "outage outage", "conflict outage", "conflict outage outage", "conflict timeout", "timeout outage", "timeout conflict",
        "outage conflict timeout outage conflict",
    ];

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Should_be_tried_again_whatever_fails_next(string failures)
    {
        var instance = await StartAsync();
        var left = Of(failures);
        instance.Hooks.On<TakeNote>(_ => left.TryDequeue(out var failure) ? throw failure : Task.CompletedTask);

        await instance.SendAsync(NoteDefinition.Queue, new TakeNote(Guid.CreateVersion7(), "text"));

        await ShouldBeHandledAsync();
        left.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Should_be_tried_again_likewise_in_one_of_several_transactions(string failures)
    {
        var left = Of(failures);

        var failure = await RunAsync((_, _) => left.TryDequeue(out var next) ? throw next : Task.CompletedTask);

        failure.ShouldBeNull();
        left.ShouldBeEmpty();
    }

    [Fact]
    public async Task Should_report_the_failure_that_is_not_tried_again_and_none_of_before()
    {
        var left = Of("conflict outage timeout");

        var failure = await RunAsync((_, _) => throw (left.TryDequeue(out var next) ? next : new InvalidOperationException("For good.")));

        failure.ShouldBeOfType<InvalidOperationException>().Message.ShouldBe("For good.");
        left.ShouldBeEmpty();
    }

    /// <summary>For any other exception, MassTransit moves the message to the error queue, though the broker delivers it again.</summary>
    [Theory]
    [InlineData("conflict")]
    [InlineData("outage")]
    [InlineData("timeout")]
    public async Task Should_be_cancelled_if_that_is_what_ends_the_tries(string failures)
    {
        var left = Of(failures);

        var failure = await RunAsync(async (_, caller) =>
        {
            await caller.CancelAsync();
            throw left.Dequeue();
        });

        failure.ShouldBeAssignableTo<OperationCanceledException>();
    }

    private Queue<Exception> Of(string failures) => new(failures.Split(' ').Select(failure => failure switch
    {
        "conflict" => new DbUpdateConcurrencyException("Somebody else was first."),
        "timeout" => new PostgresException("", "ERROR", "ERROR", PostgresErrorCodes.QueryCanceled),
        _ => Database.Outage(),
    }));

    /// <summary>Runs one of the transactions of a consumer, and returns what came out of it.</summary>
    private async Task<Exception?> RunAsync(
        Func<ConsumerTransaction<OrdersDbContext, TakeNote>, CancellationTokenSource, Task> handle)
    {
        var instance = await StartAsync();
        var outcome = new TaskCompletionSource<Exception?>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var caller = new CancellationTokenSource();
        instance.Hooks.On<TakeNote>(async visit =>
        {
            var transactions = instance.Services.GetRequiredService<ConsumerTransactions<OrdersDbContext>>();
            var context = new CancellableContext((ConsumeContext<TakeNote>)visit.Context, caller.Token);
            outcome.SetResult(await Record.ExceptionAsync(() =>
                transactions.RunAsync(context, transaction => handle(transaction, caller))));
        });

        await instance.SendAsync(NoteDefinition.Queue, new TakeNote(Guid.CreateVersion7(), "text"));
        await ShouldBeHandledAsync();
        return await outcome.Task.OrHang();
    }

    private async Task ShouldBeHandledAsync()
    {
        await Eventually.Until(() => Journal.Of<NoteTaken>().Count + Journal.Of<Fault<TakeNote>>().Count > 0);
        Journal.Of<Fault<TakeNote>>().ShouldBeEmpty();
    }
}
