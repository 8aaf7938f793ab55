using MassTransit;
using Messaging.EntityFrameworkCore.Tests.Orders;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using TestKit;
using TestKit.Servers;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Servers;

/// <summary>A real kill -9, with the time of the machine, while a scope goes on committing.</summary>
public sealed class When_the_broker_is_killed : Situation<PostgresTestDatabase>
{
    private const int Events = 100;

    [Fact]
    public async Task Should_send_everything_when_it_is_back_and_park_nothing()
    {
        await using var broker = await RabbitMqServer.StartAsync();
        var instance = await StartOnAsync(broker);
        var notes = Enumerable.Range(0, Events).Select(_ => Guid.CreateVersion7()).ToList();

        await CommitAsync(instance, notes.Take(Events / 2));
        await Eventually.Until(() => Journal.Of<NoteTaken>().Count > 0);
        await broker.KillAsync();
        await CommitAsync(instance, notes.Skip(Events / 2));
        await UntilItIsMissedAsync(instance);
        await broker.RestartAsync();

        await Eventually.Until(() => Journal.Of<NoteTaken>().Select(taken => taken.NoteId).Distinct().Count() == Events);
        await Eventually.Until(async () => (await OutboxAsync()).Count == 0);
    }

    /// <summary>Each commit wakes the dispatcher, and the dispatcher also polls every 10 ms.</summary>
    [Fact]
    public async Task Should_claim_nothing_while_it_is_away()
    {
        await using var broker = await RabbitMqServer.StartAsync();
        var instance = await StartOnAsync(broker);
        await broker.KillAsync();
        await UntilItIsMissedAsync(instance);
        var claims = ClaimsOf(instance);

        await CommitAsync(instance, Enumerable.Range(0, Events).Select(_ => Guid.CreateVersion7()));

        ClaimsOf(instance).ShouldBeLessThanOrEqualTo(claims + 1);
        (await OutboxAsync()).ShouldAllBe(row => row.Attempts == 0);
    }

    /// <summary>However the sends end that are under way when the connection breaks.</summary>
    [Fact]
    public async Task Should_use_up_no_attempt()
    {
        await using var broker = await RabbitMqServer.StartAsync();
        var instance = await StartOnAsync(broker);
        await Database.InsertBacklogAsync(20_000, DateTimeOffset.UtcNow.AddMinutes(-1));
        await Eventually.Until(() => instance.Transport.Sent.Count > 100);

        await broker.KillAsync();
        await UntilItIsMissedAsync(instance);

        (await OutboxAsync()).ShouldNotBeEmpty();
        (await OutboxAsync()).ShouldAllBe(row => row.Attempts == 0 && row.ParkedAt == null);
    }

    private Task<Running.ServiceInstance> StartOnAsync(RabbitMqServer broker) =>
        StartAsync(settings => settings with
        {
            Clock = TimeProvider.System,
            Broker = broker.Address,
            Bus = bus => bus.UseEntityFrameworkBusOutbox<OrdersDbContext>(),
            Outbox = outbox =>
            {
                outbox.PollInterval = TimeSpan.FromMilliseconds(10);
                outbox.Lease = TimeSpan.FromSeconds(2);
                outbox.FirstRetry = TimeSpan.FromMilliseconds(100);
                outbox.MaxAttempts = 3;
            },
        });

    private static Task UntilItIsMissedAsync(Running.ServiceInstance instance)
    {
        var bus = instance.Services.GetRequiredService<IBusControl>();
        return Eventually.Until(() => bus.CheckHealth().Endpoints.Values
            .Where(endpoint => endpoint.InputAddress != bus.Address)
            .All(endpoint => endpoint.Status == BusHealthStatus.Unhealthy));
    }

    private static async Task CommitAsync(Running.ServiceInstance instance, IEnumerable<Guid> notes)
    {
        foreach (var note in notes)
        {
            await using var scope = instance.Services.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<IPublishEndpoint>().Publish(new NoteTaken(note, "text"));
            await scope.ServiceProvider.GetRequiredService<OrdersDbContext>().SaveChangesAsync();
        }
    }
}
