using Messaging.EntityFrameworkCore.Tests.Running;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Shouldly;
using TestKit;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Outbox.Dispatching;

public abstract class When_several_dispatchers_share_a_backlog<TDatabase> : Situation<TDatabase>
    where TDatabase : TestDatabase, new()
{
    private const int Backlog = 4000;

    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    public async Task Should_lose_nothing_and_repeat_nothing(int dispatchers)
    {
        var instances = new List<ServiceInstance>();
        var everybodyHasSome = new Meeting(dispatchers);
        for (var number = 0; number < dispatchers; number++)
            instances.Add(await StartWithMeetingAsync(everybodyHasSome));

        await Database.InsertBacklogAsync(Backlog, Now);
        Pass(TimeSpan.FromSeconds(1));

        await Eventually.Until(async () => (await OutboxAsync()).Count == 0);
        var sent = instances.SelectMany(instance => instance.Transport.Sent).ToList();
        sent.Count.ShouldBe(Backlog);
        sent.Distinct().Count().ShouldBe(Backlog);
        instances.ShouldAllBe(instance => instance.Transport.Sent.Count > 0);
    }

    /// <summary>Each instance waits with its first send until every other one has claimed rows.</summary>
    private async Task<ServiceInstance> StartWithMeetingAsync(Meeting everybodyHasSome)
    {
        var instance = await StartAsync(settings => settings with
        {
            Outbox = outbox =>
            {
                outbox.BatchSize = 100;
                outbox.Lease = HangGuard.Beyond;
            },
        });
        var arrival = new Lazy<Task>(everybodyHasSome.ArriveAsync);
        instance.Transport.Sending = _ => arrival.Value;
        return instance;
    }
}
