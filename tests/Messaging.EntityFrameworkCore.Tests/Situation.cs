using Messaging.EntityFrameworkCore.Outbox;
using Messaging.EntityFrameworkCore.Tests.Orders;
using Messaging.EntityFrameworkCore.Tests.Running;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using TestKit;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests;

/// <summary>
/// The base of a test class that runs on one kind of database. Each test has its own database, a clock that stands still, and the
/// instances of the service that it starts.
/// </summary>
public abstract class Situation<TDatabase> : IAsyncLifetime
    where TDatabase : TestDatabase, new()
{
    private readonly List<ServiceInstance> _instances = [];

    private protected TDatabase Database { get; } = new();

    private protected FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    private protected Journal Journal { get; } = new();

    private protected DateTimeOffset Now => Clock.GetUtcNow();

    public async ValueTask InitializeAsync() => await Database.CreateAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var instance in _instances)
            await instance.DisposeAsync();

        await Database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected async Task<ServiceInstance> StartAsync(Func<InstanceSettings, InstanceSettings>? adjust = null)
    {
        var settings = new InstanceSettings(Database, Clock, Journal) { Broker = Database.Broker };
        var instance = await ServiceInstance.StartAsync(adjust?.Invoke(settings) ?? settings);
        _instances.Add(instance);
        return instance;
    }

    /// <summary>Moves the clock and wakes the dispatcher of each instance.</summary>
    private protected void Pass(TimeSpan time)
    {
        Clock.Advance(time);
        foreach (var instance in _instances)
            instance.WakeUp();
    }

    /// <summary>Returns when no row is due any more and all sent messages are handled.</summary>
    private protected async Task UntilIdleAsync(ServiceInstance instance)
    {
        await Eventually.Until(async () =>
            await ReadAsync(db => db.Outbox.CountAsync(row => row.ParkedAt == null && row.DueAt <= Now)) == 0);
        await OnceTheQueuesAreEmptyAsync(instance);
    }

    /// <summary>Sends a marker to each of the ordered queues and waits until the markers are handled.</summary>
    private protected async Task OnceTheQueuesAreEmptyAsync(ServiceInstance instance)
    {
        var last = Guid.CreateVersion7();
        await instance.SendAsync(OrderDefinition.Queue, new PlaceOrder(last, "marker", Now.AddYears(100)));
        await Eventually.Until(() => Journal.Of<OrderPlaced>().Any(placed => placed.OrderId == last));
        await instance.SendAsync(NoteDefinition.Queue, new TakeNote(last, "marker"));
        await Eventually.Until(() => Journal.Of<NoteTaken>().Any(taken => taken.NoteId == last));
        await Eventually.Until(() => Journal.Of<NoteCopied>().Any(copied => copied.NoteId == last));
        await using var db = Database.Open();
        await Eventually.Until(async () => await db.Outbox.CountAsync(row => row.ParkedAt == null && row.DueAt <= Now) == 0);
        await db.Outbox.Where(row => row.DueAt == Now.AddYears(100)).ExecuteDeleteAsync();
        await db.Orders.Where(order => order.CorrelationId == last).ExecuteDeleteAsync();
        await db.Notes.Where(note => note.Id == last).ExecuteDeleteAsync();
    }

    /// <summary>Returns when the dispatcher has claimed all rows that are due now, and has sent them or given them up.</summary>
    private protected static async Task OnceTheDispatcherHasLookedAsync(ServiceInstance instance)
    {
        await OnceTheDispatcherHasClaimedAsync(instance);
        await Eventually.Until(() => instance.Services.GetRequiredService<OutboxLanes<OrdersDbContext>>().IsIdle);
    }

    /// <summary>Returns when the dispatcher has begun to send the rows that are due now.</summary>
    private protected static async Task OnceTheDispatcherHasClaimedAsync(ServiceInstance instance)
    {
        // The first claim that is counted may have begun before this call. The sends of the second begin before the third.
        for (var look = 0; look < 3; look++)
        {
            var before = ClaimsOf(instance);
            instance.WakeUp();
            await Eventually.Until(() => ClaimsOf(instance) > before);
        }
    }

    /// <summary>How often the dispatcher has claimed rows.</summary>
    private protected static int ClaimsOf(ServiceInstance instance) =>
        instance.Database.Statements.Count(statement => statement.Text.StartsWith("UPDATE", StringComparison.Ordinal)
            && statement.Text.Contains("outbox_messages", StringComparison.Ordinal)
            && statement.Text.Contains("ORDER BY", StringComparison.Ordinal));

    private protected async Task<T> ReadAsync<T>(Func<OrdersDbContext, Task<T>> read)
    {
        await using var db = Database.Open();
        return await read(db);
    }

    private protected Task<OrderState?> FindOrderAsync(Guid orderId) =>
        ReadAsync(db => db.Orders.AsNoTracking().SingleOrDefaultAsync(order => order.CorrelationId == orderId));

    private protected Task<List<OutboxMessage>> OutboxAsync() => ReadAsync(db => db.Outbox.AsNoTracking().ToListAsync());
}
