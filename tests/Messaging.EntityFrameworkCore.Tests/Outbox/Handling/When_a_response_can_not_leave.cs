using MassTransit;
using Messaging.EntityFrameworkCore.Outbox;
using Messaging.EntityFrameworkCore.Tests.Orders;
using Messaging.EntityFrameworkCore.Tests.Running;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using TestKit;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Outbox.Handling;

/// <summary>
/// The transport fails after the commit, and the process lives on. The request is acknowledged then, so that only the outbox can
/// still send the response.
/// </summary>
public abstract class When_a_response_can_not_leave<TDatabase> : Situation<TDatabase>
    where TDatabase : TestDatabase, new()
{
    private int _failures;

    [Fact]
    public async Task Should_send_it_later()
    {
        var instance = await StartAsync();
        var requesting = RequestAsync(instance, failing: instance.Bus.Address);

        (await requesting).Message.Attempt.ShouldBe(1);
    }

    [Fact]
    public async Task Should_send_it_later_when_a_message_before_it_fails()
    {
        var instance = await StartAsync();
        var requesting = RequestAsync(instance, failing: new Uri(instance.Bus.Address, JournalDefinition.Queue));

        (await requesting).Message.Attempt.ShouldBe(1);

        // The response may come before the committer has left the other message to the dispatcher, which claims it again then.
        await Eventually.Until(() =>
        {
            Pass(TimeSpan.FromMinutes(1));
            return Journal.Of<NoteCopied>().Count == 1;
        });
    }

    [Fact]
    public async Task Should_leave_no_row_behind()
    {
        var instance = await StartAsync();
        await RequestAsync(instance, failing: instance.Bus.Address);

        await Eventually.Until(async () => (await OutboxAsync()).Count == 0);
    }

    [Fact]
    public async Task Should_handle_the_request_again_when_it_can_not_be_stored_either()
    {
        var instance = await StartAsync();
        var conflicts = 0;
        instance.Database.CommittingChanges = db =>
            Volatile.Read(ref _failures) == 1
            && db.ChangeTracker.Entries<OutboxMessage>().Any()
            && Interlocked.Increment(ref conflicts) == 1
                ? throw new DbUpdateConcurrencyException()
                : Task.CompletedTask;

        var response = await RequestAsync(instance, failing: instance.Bus.Address);

        conflicts.ShouldBeGreaterThan(0);
        response.Message.Attempt.ShouldBe(2);
        (await ReadAsync(db => db.Notes.CountAsync())).ShouldBe(1);
    }

    private async Task<Response<NoteStored>> RequestAsync(ServiceInstance instance, Uri failing)
    {
        instance.Transport.Sending = context =>
            context.DestinationAddress!.AbsolutePath == failing.AbsolutePath && Interlocked.Exchange(ref _failures, 1) == 0
                // Not a ConnectionException: after one MassTransit itself repeats the send, without the outbox.
                ? throw new TransportException(failing, "The broker takes nothing.")
                : Task.CompletedTask;

        var client = instance.Bus.CreateRequestClient<TakeNote>(new Uri($"queue:{NoteDefinition.Queue}"), HangGuard.Limit);
        var response = await client.GetResponse<NoteStored>(new TakeNote(Guid.CreateVersion7(), "text"));
        _failures.ShouldBe(1);
        return response;
    }
}
