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

public abstract class When_parked_messages_are_managed<TDatabase> : Situation<TDatabase>
    where TDatabase : TestDatabase, new()
{
    private const int Parked = 5;
    private static readonly ParkedSelection _all = new();

    [Fact]
    public async Task Should_list_them_by_pages_with_what_an_operator_needs()
    {
        var (_, parked) = await GivenParkedMessagesAsync();

        var first = await parked.ListAsync(_all, skip: 0, take: 3, TestContext.Current.CancellationToken);
        var rest = await parked.ListAsync(_all, skip: 3, take: 3, TestContext.Current.CancellationToken);

        first.Concat(rest).Select(message => message.Id).ShouldBe(Enumerable.Range(1, Parked).Select(TestDatabase.BacklogId));
        first[1].ShouldBe(new ParkedMessage(
            TestDatabase.BacklogId(2),
            TestDatabase.BacklogId(2),
            "urn:message:Nothing",
            TestDatabase.BacklogDestination,
            "TransportException",
            Now.AddSeconds(2 - Parked),
            8,
            first[1].DueAt));
    }

    [Fact]
    public async Task Should_send_again_those_that_are_named()
    {
        var (instance, parked) = await GivenParkedMessagesAsync();

        var replayed = await parked.ReplayAsync(
            new ParkedSelection { Ids = [TestDatabase.BacklogId(2), TestDatabase.BacklogId(4), Guid.CreateVersion7()] },
            TestContext.Current.CancellationToken);

        replayed.ShouldBe(2);
        await Eventually.Until(async () => (await OutboxAsync()).Count == Parked - 2);
        instance.Transport.Sent.ShouldBe([TestDatabase.BacklogId(2), TestDatabase.BacklogId(4)], ignoreOrder: true);
    }

    [Fact]
    public async Task Should_send_again_all_of_a_kind()
    {
        var (instance, parked) = await GivenParkedMessagesAsync();

        (await parked.ReplayAsync(_all with { MessageType = "urn:message:Another" }, CancellationToken.None)).ShouldBe(0);
        (await parked.ReplayAsync(_all with { LastError = "Another" }, CancellationToken.None)).ShouldBe(0);
        (await parked.ReplayAsync(
            new ParkedSelection
            {
                MessageType = "urn:message:Nothing",
                Destination = TestDatabase.BacklogDestination,
                LastError = "TransportException",
            },
            CancellationToken.None)).ShouldBe(Parked);

        await Eventually.Until(async () => (await OutboxAsync()).Count == 0);
        instance.Transport.Sent.Count.ShouldBe(Parked);
    }

    [Fact]
    public async Task Should_have_all_their_attempts_again()
    {
        var (instance, parked) = await GivenParkedMessagesAsync();
        instance.Transport.Sending = _ => throw new InvalidOperationException("Still not.");

        await parked.ReplayAsync(_all, CancellationToken.None);

        await Eventually.Until(async () => (await OutboxAsync()).TrueForAll(row => row is { Attempts: 1, ParkedAt: null }));
    }

    [Fact]
    public async Task Should_discard_those_that_are_named_and_no_others()
    {
        var (_, parked) = await GivenParkedMessagesAsync();

        (await parked.DiscardAsync(new ParkedSelection { Ids = [TestDatabase.BacklogId(3)] }, CancellationToken.None)).ShouldBe(1);

        (await OutboxAsync()).Select(row => row.Id).Order().ShouldBe(((int[])[1, 2, 4, 5]).Select(TestDatabase.BacklogId));
    }

    /// <summary>More than one batch, and messages that wait or were sent meanwhile are none of its business.</summary>
    [Fact]
    public async Task Should_leave_alone_what_is_not_parked()
    {
        const int many = 2_500;
        var instance = await StartAsync();
        await Database.InsertBacklogAsync(many + 1, Now.AddDays(1));
        await ParkAsync(row => row.Id != TestDatabase.BacklogId(many + 1));
        var parked = instance.Services.GetRequiredService<IParkedMessages<OrdersDbContext>>();

        (await parked.DiscardAsync(_all, CancellationToken.None)).ShouldBe(many);

        (await OutboxAsync()).Single().Id.ShouldBe(TestDatabase.BacklogId(many + 1));
        (await parked.DiscardAsync(new ParkedSelection { Ids = [TestDatabase.BacklogId(many + 1)] }, CancellationToken.None)).ShouldBe(0);
    }

    [Fact]
    public async Task Should_be_sent_once_when_two_operators_replay_them()
    {
        var (instance, parked) = await GivenParkedMessagesAsync();

        var replayed = await Task.WhenAll(
            parked.ReplayAsync(_all, CancellationToken.None), parked.ReplayAsync(_all, CancellationToken.None));

        replayed.Sum().ShouldBe(Parked);
        await Eventually.Until(async () => (await OutboxAsync()).Count == 0);
        instance.Transport.Sent.Count.ShouldBe(Parked);
    }

    private async Task<(ServiceInstance Instance, IParkedMessages<OrdersDbContext> Parked)> GivenParkedMessagesAsync()
    {
        var instance = await StartAsync();
        await Database.InsertBacklogAsync(Parked, Now.AddDays(1));
        await ParkAsync(_ => true);
        Pass(TimeSpan.FromDays(2));
        await OnceTheDispatcherHasLookedAsync(instance);
        var parkedAt = Now.AddSeconds(-Parked);
        for (var number = 1; number <= Parked; number++)
        {
            var (id, at) = (TestDatabase.BacklogId(number), parkedAt.AddSeconds(number));
            await ReadAsync(db => db.Outbox.Where(row => row.Id == id)
                .ExecuteUpdateAsync(row => row.SetProperty(message => message.ParkedAt, at)));
        }

        return (instance, instance.Services.GetRequiredService<IParkedMessages<OrdersDbContext>>());
    }

    private Task<int> ParkAsync(System.Linq.Expressions.Expression<Func<OutboxMessage, bool>> which) =>
        ReadAsync(db => db.Outbox.Where(which).ExecuteUpdateAsync(row => row
            .SetProperty(message => message.ParkedAt, Now)
            .SetProperty(message => message.Attempts, 8)
            .SetProperty(message => message.LastError, "TransportException")
            .SetProperty(message => message.NextAttemptAt, (DateTimeOffset?)null)));
}
