using MassTransit;
using Messaging.EntityFrameworkCore.Tests.Orders;
using Messaging.EntityFrameworkCore.Tests.Running;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Shouldly;
using TestKit;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Scheduling;

/// <summary>The process runs in a time zone that is not UTC, as on a developer's machine. No other test may notice.</summary>
[Collection(nameof(Alone))]
public sealed class When_a_timer_is_set_in_local_time : Situation<SqliteTestDatabase>, IAsyncLifetime
{
    private const string TimeZone = "TZ";

    private static readonly string? _usual = Environment.GetEnvironmentVariable(TimeZone);
    private static readonly Uri _address = new($"queue:{JournalDefinition.Queue}");

    private readonly Marker _marker = new(Guid.CreateVersion7());

    private DateTimeOffset Due => Now.AddDays(1);

    public new async ValueTask InitializeAsync()
    {
        SetTimeZone("America/New_York");
        TimeZoneInfo.Local.GetUtcOffset(Due).ShouldBe(TimeSpan.FromHours(-5));
        await base.InitializeAsync();
    }

    public new async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        SetTimeZone(_usual);
    }

    [Theory]
    [InlineData(DateTimeKind.Local)]
    [InlineData(DateTimeKind.Utc)]
    [InlineData(DateTimeKind.Unspecified)]
    public async Task Should_fire_at_that_instant_when_a_consumer_sends(DateTimeKind kind)
    {
        var scheduled = await ScheduleAsync(context => context.ScheduleSend(_address, InstantAs(kind), _marker));

        scheduled.ScheduledTime.ShouldBe(Due.UtcDateTime);
        (await OutboxAsync()).Single(row => row.IsTimer).DueAt.ShouldBe(Due);
    }

    [Theory]
    [InlineData(DateTimeKind.Local)]
    [InlineData(DateTimeKind.Utc)]
    [InlineData(DateTimeKind.Unspecified)]
    public async Task Should_fire_at_that_instant_when_a_consumer_publishes(DateTimeKind kind)
    {
        var scheduled = await ScheduleAsync(context => context.SchedulePublish(InstantAs(kind), _marker));

        scheduled.ScheduledTime.ShouldBe(Due.UtcDateTime);
        (await OutboxAsync()).Single(row => row.IsTimer).DueAt.ShouldBe(Due);
    }

    /// <summary>The state machine schedules the postponed payment in local time.</summary>
    [Fact]
    public async Task Should_fire_at_that_instant_when_a_state_machine_schedules()
    {
        var instance = await StartAsync();
        var order = Guid.CreateVersion7();
        await instance.SendAsync(OrderDefinition.Queue, new PlaceOrder(order, "someone", Now.AddDays(7)));

        await instance.SendAsync(OrderDefinition.Queue, new PostponePayment(order, Due));

        await Eventually.Until(async () => await OutboxAsync() is [{ IsTimer: true } timer] && timer.DueAt == Due);
    }

    private static void SetTimeZone(string? name)
    {
        Environment.SetEnvironmentVariable(TimeZone, name);
        TimeZoneInfo.ClearCachedData();
    }

    private DateTime InstantAs(DateTimeKind kind) =>
        kind == DateTimeKind.Local ? Due.LocalDateTime : DateTime.SpecifyKind(Due.UtcDateTime, kind);

    private async Task<ScheduledMessage<Marker>> ScheduleAsync(Func<ConsumeContext, Task<ScheduledMessage<Marker>>> schedule)
    {
        var instance = await StartAsync();
        ScheduledMessage<Marker>? scheduled = null;
        instance.Hooks.On<TakeNote>(async visit => scheduled = await schedule(visit.Context));
        await instance.SendAsync(NoteDefinition.Queue, new TakeNote(Guid.CreateVersion7(), "text"));
        await Eventually.Until(async () => await OutboxAsync() is [{ IsTimer: true }]);
        return scheduled!;
    }
}
