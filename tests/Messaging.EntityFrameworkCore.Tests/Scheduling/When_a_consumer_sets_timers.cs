using MassTransit;
using MassTransit.Scheduling;
using Messaging.EntityFrameworkCore.Tests.Orders;
using Messaging.EntityFrameworkCore.Tests.Running;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Shouldly;
using TestKit;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Scheduling;

/// <summary>The consumer uses its consume context; there is no saga.</summary>
public abstract class When_a_consumer_sets_timers<TDatabase> : Situation<TDatabase>
    where TDatabase : TestDatabase, new()
{
    private static readonly Uri _journal = new($"queue:{JournalDefinition.Queue}");
    private readonly Marker _marker = new(Guid.CreateVersion7());

    [Fact]
    public async Task Should_fire_when_it_is_due()
    {
        var instance = await StartAsync();
        instance.Hooks.On<TakeNote>(visit => visit.Context.ScheduleSend(_journal, Now.AddHours(1).UtcDateTime, _marker));
        await TakeNoteAsync(instance);
        Journal.Of<Marker>().ShouldBeEmpty();

        Pass(TimeSpan.FromHours(1));

        await Eventually.Until(() => Journal.Of<Marker>().Count == 1);
    }

    /// <summary>The clock stands still, so the dispatcher does not poll.</summary>
    [Fact]
    public async Task Should_fire_at_once_when_its_instant_has_come_already()
    {
        var instance = await StartAsync();
        await OnceTheDispatcherHasLookedAsync(instance);
        instance.Hooks.On<TakeNote>(visit => visit.Context.ScheduleSend(_journal, Now.AddHours(-1).UtcDateTime, _marker));

        await TakeNoteAsync(instance);

        await Eventually.Until(() => Journal.Of<Marker>().Count == 1);
    }

    [Fact]
    public async Task Should_never_fire_when_it_is_cancelled_by_the_same_handler()
    {
        var instance = await StartAsync();
        instance.Hooks.On<TakeNote>(async visit =>
        {
            var timer = await visit.Context.ScheduleSend(_journal, Now.AddHours(1).UtcDateTime, _marker);
            await visit.Context.CancelScheduledSend(timer);
        });

        await TakeNoteAsync(instance);

        (await OutboxAsync()).ShouldNotContain(row => row.IsTimer);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Should_never_fire_when_a_later_handler_cancels_them(int count)
    {
        var instance = await StartAsync();
        var timers = new List<ScheduledMessage<Marker>>();
        instance.Hooks.On<TakeNote>(async visit =>
        {
            for (var i = 0; i <= count; i++)
                timers.Add(await visit.Context.ScheduleSend(_journal, Now.AddHours(1).UtcDateTime, _marker));
        });
        await TakeNoteAsync(instance);
        instance.Hooks.On<TakeNote>(async visit =>
        {
            foreach (var timer in timers.Skip(1))
                await visit.Context.CancelScheduledSend(timer);
        });

        await TakeNoteAsync(instance);

        (await OutboxAsync()).Where(row => row.IsTimer).ShouldHaveSingleItem().Id.ShouldBe(timers[0].TokenId);
    }

    [Fact]
    public async Task Should_never_fire_when_the_handler_fails()
    {
        var instance = await StartAsync();
        instance.Hooks.On<TakeNote>(async visit =>
        {
            await visit.Context.ScheduleSend(_journal, Now.AddHours(1).UtcDateTime, _marker);
            throw new InvalidOperationException("After the timer was set.");
        });

        await instance.SendAsync(NoteDefinition.Queue, new TakeNote(Guid.CreateVersion7(), "text"));

        await Eventually.Until(() => Journal.Of<Fault<TakeNote>>().Count == 1);
        (await OutboxAsync()).ShouldBeEmpty();
    }

    /// <summary>Nobody would ever receive the command by which MassTransit sets a recurring timer.</summary>
    [Fact]
    public async Task Should_say_that_there_are_no_recurring_ones()
    {
        var instance = await StartAsync();
        instance.Hooks.On<TakeNote>(visit => visit.Context.ScheduleRecurringSend(_journal, new Daily(), _marker));

        await instance.SendAsync(NoteDefinition.Queue, new TakeNote(Guid.CreateVersion7(), "text"));

        await Eventually.Until(() => Journal.Of<Fault<TakeNote>>().Count == 1);
        Journal.Of<Fault<TakeNote>>().Single().Exceptions[0].ExceptionType.ShouldBe(typeof(NotSupportedException).FullName);
        (await OutboxAsync()).ShouldBeEmpty();
    }

    private async Task TakeNoteAsync(ServiceInstance instance)
    {
        var before = Journal.Of<NoteCopied>().Count;
        await instance.SendAsync(NoteDefinition.Queue, new TakeNote(Guid.CreateVersion7(), "text"));
        await Eventually.Until(() => Journal.Of<NoteCopied>().Count == before + 1);
    }

    private sealed class Daily : DefaultRecurringSchedule
    {
        public Daily() => CronExpression = "0 0 12 * * ?";
    }
}
