using MassTransit;
using Messaging.EntityFrameworkCore.Outbox;
using Messaging.EntityFrameworkCore.Tests.Orders;
using Messaging.EntityFrameworkCore.Tests.Running;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using TestKit;
using TestKit.Servers.Tds;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Servers;

/// <summary>The real driver fails in each way in turn while accepted messages are handled, with the time of the machine.</summary>
public sealed class When_SQL_Server_is_away : Situation<TdsTestDatabase>
{
    private const int Commands = 8;

    [Fact]
    public async Task Should_handle_every_accepted_message_when_it_is_back()
    {
        var instance = await GivenAsync();
        var notes = NewNotes();
        Database.Server.Stop();

        await SendAsync(instance, notes);
        await OnceItIsMissedAsync(instance);
        Database.Server.Open();

        await ShouldBeHandledAsync(notes);
    }

    [Theory]
    [InlineData(nameof(TdsReply.Close))]
    [InlineData(nameof(TdsReply.Reset))]
    [InlineData(nameof(TdsReply.HalfAnAnswer))]
    [InlineData("Killed")]
    public async Task Should_handle_every_accepted_message_when_connections_break(string how)
    {
        var instance = await GivenAsync();
        var notes = NewNotes();
        var breaks = 0;
        Database.Server.Answer = statement =>
            statement.Contains("INSERT", StringComparison.Ordinal) && Interlocked.Increment(ref breaks) <= Commands
                ? BreakOf(how)
                : Database.Answer(statement);

        await SendAsync(instance, notes);

        await ShouldBeHandledAsync(notes);
        breaks.ShouldBeGreaterThan(Commands);
    }

    [Fact]
    public async Task Should_handle_every_accepted_message_when_commits_are_cut_off()
    {
        var instance = await GivenAsync();
        var notes = NewNotes();
        Database.Server.OnCommit = TdsReply.Close;

        await SendAsync(instance, notes);
        await OnceItIsMissedAsync(instance);
        Database.Server.OnCommit = null;

        await ShouldBeHandledAsync(notes);
    }

    [Fact]
    public async Task Should_handle_every_accepted_message_after_a_stall_that_exhausts_the_pool()
    {
        Database.Settings = ";Max Pool Size=2;Connect Timeout=1";
        var instance = await GivenAsync();
        var notes = NewNotes();
        var stall = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Database.Server.Answer = statement =>
            statement.Contains("INSERT", StringComparison.Ordinal) ? TdsReply.After(stall.Task, TdsReply.Done) : Database.Answer(statement);

        await SendAsync(instance, notes);
        await OnceItIsMissedAsync(instance);
        stall.SetResult();

        await ShouldBeHandledAsync(notes);
    }

    /// <summary>
    /// SqlClient throws no <see cref="OperationCanceledException"/>, and MassTransit moves the message to the error queue for any other.
    /// </summary>
    [Fact]
    public async Task Should_take_a_cancelled_statement_for_a_cancelled_handling()
    {
        var instance = await GivenAsync();
        var outcome = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var caller = new CancellationTokenSource();
        instance.Hooks.On<TakeNote>(async visit =>
        {
            var transactions = instance.Services.GetRequiredService<ConsumerTransactions<OrdersDbContext>>();
            var context = new CancellableContext((ConsumeContext<TakeNote>)visit.Context, caller.Token);
            Func<Task> run = () => transactions.RunAsync(context, async transaction =>
            {
                transaction.Db.Add(new Note { Id = Guid.CreateVersion7(), Text = "inner" });
                Database.Server.Answer = statement =>
                {
                    if (!statement.Contains("INSERT", StringComparison.Ordinal))
                        return Database.Answer(statement);

                    caller.CancelAfter(1);
                    return TdsReply.Hang;
                };
                await Task.CompletedTask;
            });
            outcome.SetResult(await run.ShouldThrowAsync<Exception>());
            Database.Server.Answer = Database.Answer;
        });

        await SendAsync(instance, NewNotes().Take(1));

        var failure = (await outcome.Task.OrHang()).ShouldBeAssignableTo<OperationCanceledException>()!;
        failure.CancellationToken.ShouldBe(caller.Token);
    }

    private static TdsReply BreakOf(string how) => how switch
    {
        nameof(TdsReply.Close) => TdsReply.Close,
        nameof(TdsReply.Reset) => TdsReply.Reset,
        nameof(TdsReply.HalfAnAnswer) => TdsReply.HalfAnAnswer,
        _ => TdsReply.Error(596, 21),
    };

    private static List<Guid> NewNotes() => [.. Enumerable.Range(0, Commands).Select(_ => Guid.CreateVersion7())];

    private Task<ServiceInstance> GivenAsync() =>
        StartAsync(settings => settings with { Clock = TimeProvider.System, Concurrency = Commands });

    private static async Task SendAsync(ServiceInstance instance, IEnumerable<Guid> notes)
    {
        foreach (var note in notes)
            await instance.SendAsync(NoteDefinition.Queue, new TakeNote(note, "text"));
    }

    private static Task OnceItIsMissedAsync(ServiceInstance instance)
    {
        var before = instance.Database.Openings;
        return Eventually.Until(() => instance.Database.Openings > before + (3 * Commands));
    }

    private async Task ShouldBeHandledAsync(List<Guid> notes)
    {
        await Eventually.Until(() => Journal.Of<Fault<TakeNote>>().Count > 0
            || Journal.Of<NoteTaken>().Select(taken => taken.NoteId).Distinct().Count() == notes.Count);
        Journal.Of<Fault<TakeNote>>().ShouldBeEmpty();
        Journal.Of<NoteTaken>().Select(taken => taken.NoteId).Distinct().ShouldBe(notes, ignoreOrder: true);
    }
}
