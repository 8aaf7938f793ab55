using Messaging.EntityFrameworkCore.Scheduling;
using Messaging.EntityFrameworkCore.Tests.Orders;
using Messaging.EntityFrameworkCore.Tests.Running;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using TestKit;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Scheduling;

public sealed class When_the_clock_differs_from_the_databases : Situation<PostgresTestDatabase>
{
    private static readonly TimeSpan _tolerance = TimeSpan.FromMinutes(30);
    private readonly Guid _overdue = Guid.CreateVersion7();
    private readonly Guid _waiting = Guid.CreateVersion7();

    [Theory]
    [InlineData(15)]
    [InlineData(-15)]
    public async Task R52_Should_fire_no_timer_until_they_agree_again(int days)
    {
        await GivenOrdersAsync();
        var clock = new ShiftedClock { Shift = TimeSpan.FromDays(days) };
        var instance = await StartAsync(clock);

        await OnceTheClocksAreComparedAsync(instance);
        (await OutboxAsync()).ShouldAllBe(row => row.NextAttemptAt == row.DueAt);
        instance.Database.Statements.ShouldNotContain(statement => statement.Text.Contains("SKIP LOCKED", StringComparison.Ordinal));
        Journal.Of<OrderOverdue>().ShouldBeEmpty();

        clock.Shift = TimeSpan.Zero;
        instance.WakeUp();
        await Eventually.Until(() => Journal.Of<OrderOverdue>().Count > 0);
        Journal.Of<OrderOverdue>().Single().OrderId.ShouldBe(_overdue);
        (await FindOrderAsync(_waiting))!.CurrentState.ShouldNotBe("Overdue");
    }

    [Fact]
    public async Task R52_Should_say_how_they_differ()
    {
        var clock = new ShiftedClock { Shift = TimeSpan.FromDays(15) };
        var instance = await StartAsync(clock);
        var compared = instance.Services.GetRequiredService<DatabaseClock<OrdersDbContext>>();

        var fault = await compared.FaultAsync(TestContext.Current.CancellationToken);
        clock.Shift = TimeSpan.Zero;
        var later = await compared.FaultAsync(TestContext.Current.CancellationToken);

        fault.ShouldNotBeNull().ShouldMatch("^the clock of this process is 1[45]\\.[0-9:]+ ahead of the database server's$");
        later.ShouldBeNull();
    }

    [Theory]
    [InlineData(15)]
    [InlineData(-15)]
    public async Task R52_Should_handle_no_message_until_they_agree_again(int days)
    {
        var clock = new ShiftedClock();
        var instance = await StartAsync(clock);
        await instance.SendAsync(NoteDefinition.Queue, new TakeNote(_waiting, "while they agreed"));
        await Eventually.Until(() => Journal.Of<NoteTaken>().Count == 1);

        clock.Shift = TimeSpan.FromDays(days);
        await instance.SendAsync(NoteDefinition.Queue, new TakeNote(_overdue, "while they differed"));
        await OnceTheClocksAreComparedAsync(instance);
        var whileTheyDiffered = await ReadAsync(db => db.Notes.CountAsync());
        clock.Shift = TimeSpan.Zero;
        await Eventually.Until(() => Journal.Of<NoteTaken>().Count == 2);

        whileTheyDiffered.ShouldBe(1);
    }

    [Fact]
    public async Task R52_Should_not_compare_them_for_every_message()
    {
        var instance = await StartAsync(settings => settings with
        {
            Clock = new ShiftedClock(),
            Outbox = outbox => (outbox.ClockTolerance, outbox.RunDispatcher) = (_tolerance, false),
        });
        var compared = instance.Services.GetRequiredService<DatabaseClock<OrdersDbContext>>();
        await compared.ThrowIfDiffersAsync(TestContext.Current.CancellationToken);
        var before = ComparisonsOf(instance);

        for (var time = 0; time < 1000; time++)
            await compared.ThrowIfDiffersAsync(TestContext.Current.CancellationToken);

        (ComparisonsOf(instance) - before).ShouldBeLessThan(500);
    }

    /// <summary>One order is due by the database's clock, one in 14 days; nothing has fired yet.</summary>
    private async Task GivenOrdersAsync()
    {
        var now = TimeProvider.System.GetUtcNow();
        var instance = await StartAsync(settings => settings with
        {
            Clock = TimeProvider.System,
            Outbox = outbox => outbox.RunDispatcher = false,
        });
        await instance.SendAsync(OrderDefinition.Queue, new PlaceOrder(_overdue, "someone", now.AddMinutes(-1)));
        await instance.SendAsync(OrderDefinition.Queue, new PlaceOrder(_waiting, "someone", now.AddDays(14)));
        await Eventually.Until(async () => (await OutboxAsync()).Count(row => row.IsTimer) == 2);
        await instance.StopAsync();
    }

    private Task<ServiceInstance> StartAsync(ShiftedClock clock) => StartAsync(settings => settings with
    {
        Clock = clock,
        Outbox = outbox => outbox.ClockTolerance = _tolerance,
    });

    private static async Task OnceTheClocksAreComparedAsync(ServiceInstance instance)
    {
        for (var look = 0; look < 3; look++)
        {
            var before = ComparisonsOf(instance);
            instance.WakeUp();
            await Eventually.Until(() => ComparisonsOf(instance) > before);
        }
    }

    private static int ComparisonsOf(ServiceInstance instance) =>
        instance.Database.Statements.Count(statement => statement.Text.Contains("clock_timestamp", StringComparison.Ordinal));

    private sealed class ShiftedClock : TimeProvider
    {
        public TimeSpan Shift { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Shift;
    }
}
