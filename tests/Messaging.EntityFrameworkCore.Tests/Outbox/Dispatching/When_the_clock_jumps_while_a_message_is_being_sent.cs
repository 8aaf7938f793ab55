using Messaging.EntityFrameworkCore.Tests.Orders;
using Messaging.EntityFrameworkCore.Tests.Running;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Shouldly;
using TestKit;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Outbox.Dispatching;

/// <summary>The lease of the message has expired, but the process that holds it is alive and still sending.</summary>
public abstract class When_the_clock_jumps_while_a_message_is_being_sent<TDatabase> : Situation<TDatabase>
    where TDatabase : TestDatabase, new()
{
    private readonly Hold _sending = new();

    [Fact]
    public async Task Should_not_be_sent_a_second_time_beside_its_committer()
    {
        var instance = await GivenPatientSenderAsync();
        HoldSendsOf(instance, nameof(NoteTaken));
        await instance.SendAsync(NoteDefinition.Queue, new TakeNote(Guid.CreateVersion7(), "text"));
        await Eventually.Until(async () => (await OutboxAsync()).Any(row => instance.Transport.AttemptsAt(row.WireId) == 1));

        Pass(TimeSpan.FromHours(1));
        await OnceTheDispatcherHasLookedAsync(instance);
        _sending.Release();

        await Eventually.Until(async () => (await OutboxAsync()).Count == 0);
        await Eventually.Until(() => Journal.Of<NoteTaken>().Count > 0 && Journal.Of<NoteCopied>().Count > 0);
        Journal.Of<NoteTaken>().Count.ShouldBe(1);
        Journal.Of<NoteCopied>().Count.ShouldBe(1);
    }

    /// <summary>The dispatcher claims the rows while they are being sent, and sends them only after they are deleted.</summary>
    [Fact]
    public async Task Should_not_be_sent_a_second_time_after_its_row_was_deleted()
    {
        var instance = await GivenPatientSenderAsync();
        await OnceTheDispatcherHasLookedAsync(instance);
        HoldSendsOf(instance, nameof(NoteTaken));
        await instance.SendAsync(NoteDefinition.Queue, new TakeNote(Guid.CreateVersion7(), "text"));
        // The other message has left and its row is deleted, so that the next commit after the claim's statement is the claim's.
        await Eventually.Until(async () => await OutboxAsync() is [var row] && instance.Transport.AttemptsAt(row.WireId) == 1);
        await Eventually.Until(() => Journal.Of<NoteCopied>().Count > 0);
        var claimed = HoldNextClaimOf(instance, out var claiming);

        Pass(TimeSpan.FromHours(1));
        await claimed.OrHang();
        _sending.Release();
        // On SQLite the claim's turn has to end before the rows can be deleted.
        if (Database.AllowsConcurrentWriters)
            await Eventually.Until(async () => (await OutboxAsync()).Count == 0);

        claiming.Release();
        await OnceTheDispatcherHasLookedAsync(instance);
        await Eventually.Until(async () => (await OutboxAsync()).Count == 0);
        await Eventually.Until(() => Journal.Of<NoteTaken>().Count > 0 && Journal.Of<NoteCopied>().Count > 0);
        Journal.Of<NoteTaken>().Count.ShouldBe(1);
        Journal.Of<NoteCopied>().Count.ShouldBe(1);
    }

    /// <summary>A lease also limits how long a send may take, in real time: here only the test ends a send.</summary>
    private Task<ServiceInstance> GivenPatientSenderAsync() =>
        StartAsync(settings => settings with { Outbox = outbox => outbox.Lease = HangGuard.Beyond });

    /// <summary>Holds the dispatcher after it has leased rows and before it sends them.</summary>
    private static Task HoldNextClaimOf(ServiceInstance instance, out Hold hold)
    {
        var holding = hold = new Hold();
        var claimed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var before = ClaimsOf(instance);
        instance.Database.Committed = () =>
        {
            if (ClaimsOf(instance) == before || !claimed.TrySetResult())
                return Task.CompletedTask;

            return holding.WaitAsync();
        };
        return claimed.Task;
    }

    private void HoldSendsOf(ServiceInstance instance, string message) =>
        instance.Transport.Sending = context =>
            context.DestinationAddress!.AbsolutePath.Contains(
                message, StringComparison.Ordinal) ? _sending.WaitAsync() : Task.CompletedTask;
}
