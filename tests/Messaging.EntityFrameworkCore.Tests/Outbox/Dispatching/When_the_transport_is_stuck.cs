using MassTransit;
using Messaging.EntityFrameworkCore.Outbox;
using Messaging.EntityFrameworkCore.Tests.Orders;
using Messaging.EntityFrameworkCore.Tests.Running;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using TestKit;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Outbox.Dispatching;

/// <summary>The transport accepts messages and never confirms them, like a broker whose disk is full.</summary>
public abstract class When_the_transport_is_stuck<TDatabase> : Situation<TDatabase>
    where TDatabase : TestDatabase, new()
{
    private static readonly Guid _message = TestDatabase.BacklogId(1);

    [Fact]
    public async Task Should_try_on_without_parking_anything()
    {
        var instance = await GivenStuckTransportAsync();

        await FourAttemptsAsync(instance);

        var row = (await OutboxAsync()).Single();
        (row.ParkedAt, row.Attempts).ShouldBe((null, 0));
    }

    /// <summary>MassTransit may keep sending on a channel that was closed with its connection.</summary>
    [Fact]
    public async Task Should_park_nothing_for_a_channel_that_is_gone()
    {
        var instance = await GivenStuckTransportAsync(_ => throw new ObjectDisposedException("channel"));

        await FourAttemptsAsync(instance);

        var row = (await OutboxAsync()).Single();
        (row.ParkedAt, row.Attempts).ShouldBe((null, 0));
    }

    [Fact]
    public async Task Should_send_once_it_works_again()
    {
        var instance = await GivenStuckTransportAsync();
        await GivenUpAsync(instance, attempts: 1);

        instance.Transport.Sending = null;

        await SentAsync(instance);
    }

    [Fact]
    public async Task Should_give_up_waiting_though_the_transport_is_deaf_to_it()
    {
        var instance = await GivenStuckTransportAsync(_ => Task.Delay(Timeout.Infinite));
        await GivenUpAsync(instance, attempts: 1);

        instance.Transport.Sending = null;

        await SentAsync(instance);
    }

    [Fact]
    public async Task Should_name_the_destination_that_took_nothing_over_a_period()
    {
        var instance = await GivenStuckTransportAsync();

        await FourAttemptsAsync(instance);

        var stalls = instance.Services.GetRequiredService<StallDetector>();
        stalls.StalledFor(TimeSpan.FromMinutes(15)).ShouldBe([TestDatabase.BacklogDestination]);
        stalls.StalledFor(TimeSpan.FromMinutes(16)).ShouldBeEmpty();
    }

    /// <summary>However long ago that was: for a suspended process the clock alone proves nothing.</summary>
    [Fact]
    public async Task Should_not_name_a_destination_that_was_tried_once()
    {
        var instance = await GivenStuckTransportAsync();
        await GivenUpAsync(instance, attempts: 1);

        instance.Services.GetRequiredService<StallDetector>().StalledFor(TimeSpan.FromTicks(1)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Should_name_it_no_more_once_it_took_a_message()
    {
        var instance = await GivenStuckTransportAsync();
        await FourAttemptsAsync(instance);

        instance.Transport.Sending = null;

        await SentAsync(instance);
        await Eventually.Until(() => !instance.Services.GetRequiredService<StallDetector>().HasStalls);
    }

    [Fact]
    public async Task Should_not_keep_a_handler_that_has_committed()
    {
        var instance = await StartAsync(settings => settings with { Outbox = outbox => outbox.Lease = TimeSpan.FromMilliseconds(50) });
        instance.Transport.Sending = context => IsToNotes(context) ? Task.CompletedTask : Task.Delay(Timeout.Infinite);

        await instance.SendAsync(NoteDefinition.Queue, new TakeNote(Guid.CreateVersion7(), "text"));
        await Eventually.Until(async () => (await OutboxAsync()).Count > 0);
        instance.Transport.Sending = null;

        await instance.StopAsync().OrHang();
    }

    private async Task FourAttemptsAsync(ServiceInstance instance)
    {
        for (var attempt = 1; attempt <= 4; attempt++)
        {
            // The first is made at once.
            if (attempt > 1)
                Pass(TimeSpan.FromMinutes(5));

            await GivenUpAsync(instance, attempt);
        }
    }

    private static async Task GivenUpAsync(ServiceInstance instance, int attempts)
    {
        await Eventually.Until(() =>
        {
            // A busy machine may let so short a lease pass without a send.
            instance.WakeUp();
            return instance.Transport.AttemptsAt(_message) >= attempts;
        });
        await Eventually.Until(() => instance.Services.GetRequiredService<OutboxLanes<OrdersDbContext>>().IsIdle);
    }

    /// <summary>The leases here are so short that a busy machine may let one pass without a send: then it is tried once more.</summary>
    private Task SentAsync(ServiceInstance instance) => Eventually.Until(() =>
    {
        Pass(TimeSpan.FromMinutes(5));
        return instance.Transport.Sent.Contains(_message);
    });

    private static bool IsToNotes(SendContext context) =>
        context.DestinationAddress!.AbsolutePath.EndsWith($"/{NoteDefinition.Queue}", StringComparison.Ordinal);

    private Task<ServiceInstance> GivenStuckTransportAsync() =>
        GivenStuckTransportAsync(context => Task.Delay(Timeout.Infinite, context.CancellationToken));

    private async Task<ServiceInstance> GivenStuckTransportAsync(Func<SendContext, Task> sending)
    {
        var instance = await StartAsync(settings => settings with
        {
            Outbox = outbox =>
            {
                outbox.Lease = TimeSpan.FromMilliseconds(50);
                outbox.MaxAttempts = 2;
            },
        });
        instance.Transport.Sending = sending;
        await Database.InsertBacklogAsync(1, Now.AddMinutes(-1));
        instance.WakeUp();
        return instance;
    }
}
