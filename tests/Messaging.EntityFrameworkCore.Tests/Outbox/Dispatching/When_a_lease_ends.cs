using System.Collections.Concurrent;
using Messaging.EntityFrameworkCore.Databases;
using Messaging.EntityFrameworkCore.Tests.Orders;
using Messaging.EntityFrameworkCore.Tests.Running;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using TestKit;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Outbox.Dispatching;

/// <summary>
/// Whoever holds the lease of a row sends its message, and nobody else does. The row's instant is on the clock of the test; the sends
/// of a holder end in real time.
/// </summary>
public abstract class When_a_lease_ends<TDatabase> : Situation<TDatabase>
    where TDatabase : TestDatabase, new()
{
    private static readonly TimeSpan _short = TimeSpan.FromMilliseconds(50);

    [Fact]
    public async Task Should_have_begun_with_the_commit_however_long_the_handler_took()
    {
        var committer = await StartAsync(settings => settings with { Outbox = outbox => outbox.Lease = HangGuard.Beyond });
        var other = await StartAsync();
        var sending = new Hold();
        committer.Transport.Sending = context => IsNoteTaken(context.DestinationAddress!) ? sending.WaitAsync() : Task.CompletedTask;
        committer.Hooks.On<TakeNote>(_ =>
        {
            Clock.Advance(HangGuard.Beyond + TimeSpan.FromSeconds(1));
            return Task.CompletedTask;
        });

        await committer.SendAsync(NoteDefinition.Queue, new TakeNote(Guid.CreateVersion7(), "text"));
        await Eventually.Until(async () =>
            (await OutboxAsync()).Find(row => IsNoteTaken(new Uri(row.Destination))) is { } row
            && committer.Transport.AttemptsAt(row.WireId) == 1);

        (await OutboxAsync()).ShouldAllBe(row => row.NextAttemptAt == Now + HangGuard.Beyond);
        await OnceTheDispatcherHasLookedAsync(other);
        other.Transport.Sent.ShouldBeEmpty();
        sending.Release();
        await Eventually.Until(async () => (await OutboxAsync()).Count == 0);
        Journal.Of<NoteTaken>().Count.ShouldBe(1);
    }

    /// <summary>One process may be behind the database's clock by the tolerance, and another one ahead by as much.</summary>
    [Fact]
    public async Task Should_last_longer_for_others_by_what_two_clocks_may_differ()
    {
        // The database's own clock goes on meanwhile, and the two have to agree.
        var tolerance = TimeSpan.FromHours(1);
        Clock.SetUtcNow(TimeProvider.System.GetUtcNow().ToMicroseconds());
        var committer = await StartAsync(settings => settings with
        {
            Outbox = outbox => (outbox.Lease, outbox.ClockTolerance) = (HangGuard.Beyond, tolerance),
        });
        var sending = new Hold();
        committer.Transport.Sending = context => IsNoteTaken(context.DestinationAddress!) ? sending.WaitAsync() : Task.CompletedTask;

        await committer.SendAsync(NoteDefinition.Queue, new TakeNote(Guid.CreateVersion7(), "text"));
        await Eventually.Until(async () =>
            (await OutboxAsync()).Find(row => IsNoteTaken(new Uri(row.Destination))) is { } row
            && committer.Transport.AttemptsAt(row.WireId) == 1);

        (await OutboxAsync()).ShouldAllBe(row => row.NextAttemptAt == Now + HangGuard.Beyond + (2 * tolerance));
        sending.Release();
    }

    [Fact]
    public async Task Should_leave_messages_to_the_dispatcher_when_their_commit_took_longer()
    {
        var instance = await StartAsync(settings => settings with { Outbox = outbox => outbox.Lease = _short });
        var claims = -1;
        instance.Database.Committed = () => ClaimsOf(instance) == Volatile.Read(ref claims) ? LeaseIsOverAsync() : Task.CompletedTask;
        var sendings = new ConcurrentQueue<int>();
        instance.Transport.Sending = context =>
        {
            if (IsNoteTaken(context.DestinationAddress!))
                sendings.Enqueue(ClaimsOf(instance));

            return Task.CompletedTask;
        };
        Volatile.Write(ref claims, await WithoutClaimsAsync(instance));

        await instance.SendAsync(NoteDefinition.Queue, new TakeNote(Guid.CreateVersion7(), "text"));
        await Eventually.Until(() =>
        {
            Pass(_short);
            return Journal.Of<NoteTaken>().Count > 0 && Journal.Of<NoteCopied>().Count > 0;
        });

        sendings.ShouldAllBe(claimed => claimed > claims);
        await Eventually.Until(async () => (await OutboxAsync()).Count == 0);
    }

    [Fact]
    public async Task Should_send_nothing_of_a_claim_that_took_longer()
    {
        var instance = await StartAsync(settings => settings with { Outbox = outbox => outbox.Lease = _short });
        await OnceTheDispatcherHasLookedAsync(instance);
        var claims = 0;
        var sendings = new ConcurrentQueue<int>();
        instance.Transport.Sending = _ =>
        {
            sendings.Enqueue(Volatile.Read(ref claims));
            return Task.CompletedTask;
        };
        instance.Database.Committed = () => Interlocked.Increment(ref claims) == 1 ? LeaseIsOverAsync() : Task.CompletedTask;
        await Database.InsertBacklogAsync(3, Now.AddMinutes(-1));

        await Eventually.Until(async () =>
        {
            // On a slow machine, later leases end in the middle of a send: then the lane pauses.
            Pass(_short);
            return (await OutboxAsync()).Count == 0;
        });

        sendings.ShouldAllBe(committed => committed > 1);
        instance.Transport.Sent.Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public async Task Should_give_back_the_rows_that_were_not_reached()
    {
        var instance = await StartAsync(settings => settings with
        {
            Outbox = outbox => (outbox.Lease, outbox.Concurrency) = (_short, 1),
        });
        instance.Transport.Sending = context => Task.Delay(Timeout.Infinite, context.CancellationToken);
        await Database.InsertBacklogAsync(3, Now.AddMinutes(-1));
        var before = await OutboxAsync();

        await Eventually.Until(() =>
        {
            // On a slow machine, a lease may end just before its first send: then the lane pauses.
            Pass(_short);
            instance.WakeUp();
            return instance.Transport.AttemptsAt(TestDatabase.BacklogId(1)) > 0;
        });

        await Eventually.Until(async () => (await OutboxAsync()).OrderBy(row => row.Id).Select(row => (row.Attempts, row.NextAttemptAt))
            .SequenceEqual(before.OrderBy(row => row.Id).Select(row => (0, row.NextAttemptAt))));
        instance.Transport.AttemptsAt(TestDatabase.BacklogId(2)).ShouldBe(0);
    }

    /// <summary>Another instance has claimed the row while this one was sending: perhaps their clocks differ.</summary>
    [Theory]
    [InlineData("rejected", 8)]
    [InlineData("rejected for the last time", 1)]
    [InlineData("broken", 8)]
    public async Task Should_not_touch_a_row_that_somebody_else_has_claimed(string outcome, int maxAttempts)
    {
        var others = Now.AddSeconds(17);
        var instance = await StartAsync(settings => settings with
        {
            Outbox = outbox => (outbox.Lease, outbox.MaxAttempts) = (HangGuard.Beyond, maxAttempts),
        });
        instance.Transport.Sending = async _ =>
        {
            await ReadAsync(db => db.Outbox.ExecuteUpdateAsync(row => row.SetProperty(message => message.NextAttemptAt, others)));
            throw outcome == "broken" ? new ObjectDisposedException("channel") : new InvalidOperationException("Never.");
        };

        await Database.InsertBacklogAsync(1, Now.AddMinutes(-1));
        await OnceTheDispatcherHasLookedAsync(instance);

        var row = (await OutboxAsync()).Single();
        (row.NextAttemptAt, row.Attempts, row.ParkedAt).ShouldBe((others, 0, null));
    }

    [Fact]
    public async Task Should_have_one_sender_at_a_time()
    {
        const int messages = 20;
        var holders = new ConcurrentDictionary<Guid, ServiceInstance>();
        var overlaps = new ConcurrentQueue<Guid>();
        var tries = new ConcurrentDictionary<Guid, int>();
        var instances = new List<ServiceInstance>();
        for (var number = 0; number < 2; number++)
        {
            var instance = await StartAsync(settings => settings with
            {
                Outbox = outbox => (outbox.Lease, outbox.FirstRetry) = (TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(1)),
            });
            instances.Add(instance);
            instance.Transport.Sending = async context =>
            {
                var message = context.MessageId!.Value;
                if (!holders.TryAdd(message, instance))
                    overlaps.Enqueue(message);

                try
                {
                    // A slow send, which only the end of the lease ends.
                    if (tries.AddOrUpdate(message, 1, (_, before) => before + 1) <= 2)
                        await Task.Delay(Timeout.Infinite, context.CancellationToken);
                }
                finally
                {
                    holders.TryRemove(message, out _);
                }
            };
        }

        await Database.InsertBacklogAsync(messages, Now.AddMinutes(-1));
        await Eventually.Until(async () =>
        {
            // Time passes for the pauses of the lanes, slower than in reality: no lease ends by the clock before its sends have ended.
            Pass(TimeSpan.FromMilliseconds(1));
            return (await OutboxAsync()).Count == 0;
        });

        overlaps.ShouldBeEmpty();
        instances.SelectMany(instance => instance.Transport.Sent).Distinct().Count().ShouldBe(messages);
    }

    private static bool IsNoteTaken(Uri destination) => destination.AbsolutePath.Contains(nameof(NoteTaken), StringComparison.Ordinal);

    /// <summary>A stall of the database that outlasts the lease.</summary>
    private static async Task LeaseIsOverAsync()
    {
        using var over = new CancellationTokenSource(2 * _short);
        await Task.Delay(Timeout.Infinite, over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>The number of claims so far: as long as the clock stands still and nobody wakes the dispatcher, it stays.</summary>
    private static async Task<int> WithoutClaimsAsync(ServiceInstance instance)
    {
        await OnceTheDispatcherHasLookedAsync(instance);
        return ClaimsOf(instance);
    }
}
