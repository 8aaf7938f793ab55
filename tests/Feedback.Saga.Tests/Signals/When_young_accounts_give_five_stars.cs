using Contracts.Messages;
using Feedback.Saga.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using TestKit;

namespace Feedback.Saga.Tests.Signals;

public sealed class When_young_accounts_give_five_stars
{
    private static readonly TimeSpan _age = TimeSpan.FromDays(60);
    private static readonly TimeSpan _window = TimeSpan.FromDays(90);
    private static readonly TimeSpan _microsecond = TimeSpan.FromMicroseconds(1);

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task R66_Should_be_a_signal_from_the_third_feedback_on(string database)
    {
        await using var service = await SignalSituation.StartAsync(database);
        var first = await GivenFiveStarsAsync(service, 1, service.Now);
        var second = await GivenFiveStarsAsync(service, 2, service.Now.AddMinutes(1));
        (await service.SignalsAsync()).ShouldBeEmpty();

        var third = await GivenFiveStarsAsync(service, 3, service.Now.AddMinutes(2));
        await service.LookAtAsync(third);

        var signal = await service.SignalAsync();
        (signal.Kind, signal.FeedbackId, signal.RequestId, signal.At)
            .ShouldBe((AbuseSignalKinds.YoungAccounts, third.FeedbackId, null, third.ProvidedAt));
        (signal.ContractId, signal.FreelancerId, signal.ClientId).ShouldBe(("c-3", TestData.Freelancer, "client-3"));
        var (evidence, opened) = (signal.Evidence, third.ProvidedAt - _age + _microsecond);
        (evidence.Count, evidence.Clients, evidence.AccountOpenedAt, evidence.Window).ShouldBe((3, 3, opened, _window));
        evidence.FeedbackIds.ShouldBe([third.FeedbackId, second.FeedbackId, first.FeedbackId]);
        await GivenFiveStarsAsync(service, 4, service.Now.AddMinutes(3));
        (await service.SignalsAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task R66_Should_not_count_an_account_of_sixty_days_nor_one_of_unknown_age_nor_less_than_five_stars()
    {
        await using var service = await SagaService.StartAsync();
        await GivenFiveStarsAsync(service, 1, service.Now);
        await GivenFiveStarsAsync(service, 2, service.Now);
        await GivenFiveStarsAsync(service, 3, service.Now, openedAt: service.Now - _age);
        await GivenFiveStarsAsync(service, 4, service.Now, isAgeKnown: false);
        await GivenFiveStarsAsync(service, 5, service.Now, ratings: TestData.Ratings(5, 5, 5, 5, 5, 4));
        await GivenFiveStarsAsync(service, 6, service.Now, freelancer: "freelancer-2");
        (await service.SignalsAsync()).ShouldBeEmpty();

        await GivenFiveStarsAsync(service, 7, service.Now);

        (await service.SignalsAsync()).ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public async Task R66_Should_count_within_90_days_and_not_a_microsecond_more(int microseconds, int signals)
    {
        await using var service = await SagaService.StartAsync();

        await GivenFiveStarsAsync(service, 1, service.Now - _window - TimeSpan.FromMicroseconds(microseconds));
        await GivenFiveStarsAsync(service, 2, service.Now.AddDays(-1));
        await GivenFiveStarsAsync(service, 3, service.Now);

        (await service.SignalsAsync()).Count.ShouldBe(signals);
    }

    [Fact]
    public async Task R66_R40_Should_find_it_when_feedback_is_handled_late()
    {
        await using var service = await SagaService.StartAsync();
        var last = await GivenFiveStarsAsync(service, 1, service.Now);
        await GivenFiveStarsAsync(service, 2, service.Now.AddDays(-2));

        await GivenFiveStarsAsync(service, 3, service.Now.AddDays(-1));

        (await service.SignalAsync()).FeedbackId.ShouldBe(last.FeedbackId);
    }

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task R66_R40_Should_find_it_when_the_age_of_an_account_becomes_known_late(string database)
    {
        await using var service = await SignalSituation.StartAsync(database);
        await GivenFiveStarsAsync(service, 1, service.Now);
        await GivenFiveStarsAsync(service, 2, service.Now);
        await GivenFiveStarsAsync(service, 3, service.Now, isAgeKnown: false);
        (await service.SignalsAsync()).ShouldBeEmpty();

        await service.PublishAsync(TestData.Start(
            service.Now, "c-other", "client-3", "freelancer-2", clientSince: service.Now.AddDays(-40)));

        await Eventually.Until(async () => (await service.SignalsAsync()).Count == 3);
        await service.PublishAsync(TestData.Start(
            service.Now.AddDays(-1), "c-other", "client-3", "freelancer-2", clientSince: service.Now.AddDays(-45)));
        await service.PublishAsync(TestData.Start(
            service.Now.AddDays(-1), "c-another", "client-3", "freelancer-2", clientSince: service.Now.AddDays(-41)));
        (await service.ReadAsync(db => db.ClientAccounts.AsNoTracking().SingleAsync(account => account.ClientId == "client-3")))
            .OpenedAt.ShouldBe(service.Now.AddDays(-45));
        (await service.SignalsAsync()).Count.ShouldBe(3);
    }

    [Fact]
    public async Task R66_Should_not_keep_when_an_old_account_was_opened()
    {
        await using var service = await SagaService.StartAsync();

        await service.PublishAsync(TestData.Start(service.Now, clientSince: service.Now.AddDays(-365).AddMicroseconds(-1)));
        await service.PublishAsync(TestData.Start(service.Now, "c-2", "client-2", clientSince: service.Now.AddDays(-365)));

        (await service.ReadAsync(db => db.ClientAccounts.AsNoTracking().SingleAsync())).ClientId.ShouldBe("client-2");
    }

    /// <summary>Feedback of a client of their own, on a contract of 45 days; the account is nearly sixty days old.</summary>
    private static async Task<FeedbackProvided> GivenFiveStarsAsync(
        SagaService service, int number, DateTimeOffset at, DateTimeOffset? openedAt = null, bool isAgeKnown = true,
        FeedbackRatings? ratings = null, string freelancer = TestData.Freelancer)
    {
        var (contract, client) = ($"c-{number}", $"client-{number}");
        await service.PublishAsync(TestData.Start(
            at.AddDays(-45), contract, client, freelancer, clientSince: isAgeKnown ? openedAt ?? at - _age + _microsecond : null));
        await service.PublishAsync(TestData.Payment(at.AddDays(-1), contract));
        return await service.GivenFeedbackAsync(at, contract, client, ratings);
    }
}
