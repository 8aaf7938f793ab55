using MassTransit;
using Messaging.EntityFrameworkCore.Tests.Databases;
using Messaging.EntityFrameworkCore.Tests.Orders;
using Messaging.EntityFrameworkCore.Tests.Running;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using TestKit;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Behaviours.Handling;

/// <summary>
/// The transport fails after the commit and the process lives on: the request is acknowledged, so nobody but the outbox
/// could answer it any more.
/// </summary>
public abstract class When_a_response_can_not_leave<TDatabase> : Situation<TDatabase>
    where TDatabase : TestDatabase, new()
{
    [Fact]
    public async Task Should_send_it_later()
    {
        var instance = await StartAsync();
        var asking = AskAsync(instance, failing: instance.Bus.Address);

        (await asking).Message.Attempt.ShouldBe(1);
    }

    [Fact]
    public async Task Should_send_it_later_when_a_message_before_it_fails()
    {
        var instance = await StartAsync();
        var asking = AskAsync(instance, failing: new Uri(instance.Bus.Address, JournalDefinition.Queue));

        (await asking).Message.Attempt.ShouldBe(1);
        Pass(TimeSpan.FromMinutes(1));
        await Eventually.Until(() => Journal.Of<NoteCopied>().Count == 1);
    }

    [Fact]
    public async Task Should_leave_no_row_behind()
    {
        var instance = await StartAsync();
        await AskAsync(instance, failing: instance.Bus.Address);

        await Eventually.Until(async () => (await OutboxAsync()).Count == 0);
    }

    [Fact]
    public async Task Should_handle_the_request_again_when_it_can_not_be_stored_either()
    {
        var instance = await StartAsync();
        var conflicts = 0;
        instance.Database.Executing = statement =>
            instance.Transport.Sent.Count > 2 && statement.Contains("INSERT INTO", StringComparison.Ordinal) && conflicts++ == 0
                ? throw new DbUpdateConcurrencyException()
                : Task.CompletedTask;

        var answer = await AskAsync(instance, failing: instance.Bus.Address);

        conflicts.ShouldBe(1);
        answer.Message.Attempt.ShouldBe(2);
        (await ReadAsync(db => db.Notes.CountAsync())).ShouldBe(1);
    }

    private static async Task<Response<NoteStored>> AskAsync(ServiceInstance instance, Uri failing)
    {
        var failed = 0;
        instance.Transport.Sending = context =>
            context.DestinationAddress!.AbsolutePath == failing.AbsolutePath && Interlocked.Exchange(ref failed, 1) == 0
                ? throw new ConnectionException("The broker is away.")
                : Task.CompletedTask;

        var client = instance.Bus.CreateRequestClient<TakeNote>(new Uri($"queue:{NoteDefinition.Queue}"));
        return await client.GetResponse<NoteStored>(new TakeNote(Guid.CreateVersion7(), "text"));
    }
}
