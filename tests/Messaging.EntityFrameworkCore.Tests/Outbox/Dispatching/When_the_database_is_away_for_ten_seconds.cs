using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Shouldly;
using TestKit;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Outbox.Dispatching;

public abstract class When_the_database_is_away_for_ten_seconds<TDatabase> : Situation<TDatabase>
    where TDatabase : TestDatabase, new()
{
    private const int Backlog = 100;

    [Fact]
    public async Task Should_connect_a_few_times_only()
    {
        var instance = await StartAsync();
        await OnceTheDispatcherHasLookedAsync(instance);
        var before = instance.Database.Openings;

        instance.Database.IsDown = true;
        instance.WakeUp();
        await TenSecondsPassAsync();

        // At once, and after 0.25, 0.5, 1, 2 and 4 seconds.
        (instance.Database.Openings - before).ShouldBeLessThanOrEqualTo(6);
        await Eventually.Until(() =>
        {
            Clock.Advance(TimeSpan.FromSeconds(5));
            return instance.Database.Openings - before >= 3;
        });
    }

    [Fact]
    public async Task Should_send_everything_once_when_it_is_back()
    {
        var instance = await StartAsync();
        instance.Database.IsDown = true;
        await Database.InsertBacklogAsync(Backlog, Now);
        await TenSecondsPassAsync();

        instance.Database.IsDown = false;

        await Eventually.Until(async () =>
        {
            Pass(TimeSpan.FromSeconds(1));
            return (await OutboxAsync()).Count == 0;
        });
        instance.Transport.Sent.Count.ShouldBe(Backlog);
        instance.Transport.Sent.Distinct().Count().ShouldBe(Backlog);
    }

    [Fact]
    public async Task Should_delete_what_had_left_without_sending_it_again()
    {
        var instance = await StartAsync();
        instance.Transport.Taken = _ =>
        {
            instance.Database.IsDown = true;
            return Task.CompletedTask;
        };
        await Database.InsertBacklogAsync(1, Now.AddMinutes(-1));
        instance.WakeUp();
        await Eventually.Until(() => instance.Transport.Sent.Count == 1);

        instance.Database.IsDown = false;

        await Eventually.Until(async () =>
        {
            Clock.Advance(TimeSpan.FromMilliseconds(10));
            return (await OutboxAsync()).Count == 0;
        });
        instance.Transport.Sent.Count.ShouldBe(1);
    }

    private async Task TenSecondsPassAsync()
    {
        for (var step = 0; step < 40; step++)
        {
            Clock.Advance(TimeSpan.FromMilliseconds(250));
            // Gives a dispatcher that does not wait for the clock the chance to connect again.
            await OutboxAsync();
        }
    }
}
