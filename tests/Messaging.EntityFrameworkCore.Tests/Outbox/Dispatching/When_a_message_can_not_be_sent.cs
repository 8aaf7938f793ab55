using Messaging.EntityFrameworkCore.Outbox;
using Messaging.EntityFrameworkCore.Tests.Orders;
using Messaging.EntityFrameworkCore.Tests.Running;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using TestKit;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Outbox.Dispatching;

public abstract class When_a_message_can_not_be_sent<TDatabase> : Situation<TDatabase>
    where TDatabase : TestDatabase, new()
{
    private const int Attempts = 8;
    private static readonly Guid _poison = TestDatabase.BacklogId(2);
    private bool _isPoisonous = true;

    [Fact]
    public async Task Should_wait_twice_as_long_after_each_attempt()
    {
        var instance = await GivenPoisonAsync();

        for (var attempt = 1; attempt < Attempts; attempt++)
        {
            instance.Transport.AttemptsAt(_poison).ShouldBe(attempt);
            Pass(TimeSpan.FromSeconds(Math.Pow(2, attempt - 1)) - TimeSpan.FromMicroseconds(1));
            await OnceTheDispatcherHasLookedAsync(instance);
            instance.Transport.AttemptsAt(_poison).ShouldBe(attempt);
            Pass(TimeSpan.FromMicroseconds(1));
            await OnceTheDispatcherHasLookedAsync(instance);
        }

        instance.Transport.AttemptsAt(_poison).ShouldBe(Attempts);
    }

    [Fact]
    public async Task Should_be_parked_where_operators_see_it()
    {
        var instance = await GivenPoisonAsync();

        await UseUpAttemptsAsync(instance);

        var figures = await instance.Services.GetRequiredService<OutboxMonitor<OrdersDbContext>>()
            .ReadAsync(Now, TestContext.Current.CancellationToken);
        (figures.Parked, figures.Waiting).ShouldBe((1, 0));
    }

    [Fact]
    public async Task Should_say_what_failed_without_the_text_of_the_failure()
    {
        var instance = await GivenPoisonAsync();

        await UseUpAttemptsAsync(instance);

        var row = (await OutboxAsync()).Single();
        row.LastError.ShouldBe("InvalidOperationException");
        row.Attempts.ShouldBe(Attempts);
        row.ParkedAt.ShouldBe(Now);
    }

    [Fact]
    public async Task Should_not_be_tried_any_more_once_parked()
    {
        var instance = await GivenPoisonAsync();
        await UseUpAttemptsAsync(instance);

        Pass(TimeSpan.FromDays(365));

        await OnceTheDispatcherHasLookedAsync(instance);
        instance.Transport.AttemptsAt(_poison).ShouldBe(Attempts);
    }

    [Fact]
    public async Task Should_leave_when_an_operator_puts_it_back()
    {
        var instance = await GivenPoisonAsync();
        await UseUpAttemptsAsync(instance);

        _isPoisonous = false;
        await ReadAsync(db => db.Outbox.ExecuteUpdateAsync(row => row
            .SetProperty(message => message.ParkedAt, (DateTimeOffset?)null)
            .SetProperty(message => message.Attempts, 0)
            .SetProperty(message => message.NextAttemptAt, Now)));
        instance.WakeUp();

        await Eventually.Until(() => instance.Transport.Sent.Contains(_poison));
        await Eventually.Until(async () => (await OutboxAsync()).Count == 0);
    }

    [Fact]
    public async Task Should_hold_up_nobody()
    {
        var instance = await GivenPoisonAsync();

        instance.Transport.Sent.ShouldBe([TestDatabase.BacklogId(1), TestDatabase.BacklogId(3)], ignoreOrder: true);
        await instance.SendAsync(NoteDefinition.Queue, new TakeNote(Guid.CreateVersion7(), "text"));
        await Eventually.Until(() => Journal.Of<NoteTaken>().Count == 1);
    }

    [Fact]
    public async Task Should_let_the_rest_of_its_commit_pass()
    {
        var instance = await StartAsync();
        instance.Transport.Sending = context =>
            context.DestinationAddress!.AbsolutePath.Contains(nameof(NoteTaken), StringComparison.Ordinal)
                ? throw new InvalidOperationException("This one never.")
                : Task.CompletedTask;
        await instance.SendAsync(NoteDefinition.Queue, new TakeNote(Guid.CreateVersion7(), "text"));

        // Either the commit sends the rest by itself, or the dispatcher does when its lease is over.
        await Eventually.Until(() =>
        {
            Pass(TimeSpan.FromSeconds(10));
            return Journal.Of<NoteCopied>().Count == 1;
        });
        await Eventually.Until(async () => await OutboxAsync() is [{ Attempts: > 0 }]);
    }

    /// <summary>The clock stands still, so a dispatcher that claims without a signal is in a loop.</summary>
    [Fact]
    public async Task Should_not_keep_the_dispatcher_busy()
    {
        var instance = await GivenPoisonAsync();
        var looks = ClaimsOf(instance);

        for (var number = 0; number < 20; number++)
        {
            var note = Guid.CreateVersion7();
            await instance.SendAsync(NoteDefinition.Queue, new TakeNote(note, "text"));
            await Eventually.Until(() => Journal.Of<NoteCopied>().Any(copied => copied.NoteId == note));
        }

        ClaimsOf(instance).ShouldBe(looks);
        instance.Transport.AttemptsAt(_poison).ShouldBe(1);
    }

    private async Task<ServiceInstance> GivenPoisonAsync()
    {
        var instance = await StartAsync(settings => settings with { Outbox = outbox => outbox.MaxAttempts = Attempts });
        instance.Transport.Sending = context =>
            context.MessageId == _poison && _isPoisonous ? throw new InvalidOperationException("Secret text.") : Task.CompletedTask;
        await Database.InsertBacklogAsync(3, Now.AddMinutes(-1));
        await OnceTheDispatcherHasLookedAsync(instance);
        await Eventually.Until(async () => await OutboxAsync() is [{ Attempts: 1 }]);
        return instance;
    }

    private async Task UseUpAttemptsAsync(ServiceInstance instance)
    {
        for (var attempt = 1; attempt < Attempts; attempt++)
        {
            Pass(TimeSpan.FromMinutes(5));
            await OnceTheDispatcherHasLookedAsync(instance);
        }

        await Eventually.Until(async () => (await OutboxAsync()).Single().ParkedAt is not null);
    }
}
