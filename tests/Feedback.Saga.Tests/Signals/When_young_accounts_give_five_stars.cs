using Contracts.Messages;
using Feedback.Saga.Erasure;
using Feedback.Saga.Signals;
using Feedback.Saga.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
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

    /// <summary>However old it is: what was forgotten would let a later instant make an old account young.</summary>
    [Theory]
    [InlineData("SQLite", 20, 1100)]
    [InlineData("SQLite", 1100, 20)]
    [InlineData("PostgreSQL", 20, 1100)]
    [InlineData("PostgreSQL", 1100, 20)]
    public async Task R66_R40_Should_count_from_the_earliest_opening_in_either_order(string database, int firstDays, int secondDays)
    {
        await using var service = await SignalSituation.StartAsync(database);
        await GivenFiveStarsAsync(service, 1, service.Now);
        await GivenFiveStarsAsync(service, 2, service.Now);

        await service.PublishAsync(TestData.Start(
            service.Now, "c-other", "client-3", "freelancer-2", clientSince: service.Now.AddDays(-firstDays)));
        await service.SweepAsync();
        await service.PublishAsync(TestData.Start(
            service.Now, "c-another", "client-3", "freelancer-2", clientSince: service.Now.AddDays(-secondDays)));
        await GivenFiveStarsAsync(service, 3, service.Now, isAgeKnown: false);

        (await service.SignalsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task R66_Should_keep_an_account_when_it_has_grown_old()
    {
        await using var service = await SagaService.StartAsync();
        await service.PublishAsync(TestData.Start(service.Now, "c-other", "client-3", "freelancer-2", clientSince: service.Now));

        service.Clock.AdjustTime(service.Now.AddDays(1000));
        await service.SweepAsync();
        await service.PublishAsync(TestData.Start(
            service.Now, "c-another", "client-3", "freelancer-2", clientSince: service.Now.AddDays(-1)));

        (await service.ReadAsync(db => db.ClientAccounts.AsNoTracking().SingleAsync())).OpenedAt.ShouldBe(service.Now.AddDays(-1000));
    }

    /// <summary>An earlier instant makes an account older, so that no feedback becomes one from a young account.</summary>
    [Fact]
    public async Task R67_Should_look_once_for_what_an_account_shows()
    {
        await using var service = await SagaService.StartAsync();

        foreach (var (contract, days) in new[] { ("c-1", 20), ("c-2", 30), ("c-3", 10) })
            await service.PublishAsync(TestData.Start(service.Now, contract, "client-3", clientSince: service.Now.AddDays(-days)));

        (await service.EventsAsync<LookForSignals>()).ShouldHaveSingleItem().ClientId.ShouldBe("client-3");
    }

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task R66_Should_say_nothing_of_the_account_of_a_client_who_was_erased(string database)
    {
        await using var service = await SignalSituation.StartAsync(database);
        FeedbackProvided? last = null;
        for (var number = 1; number <= 3; number++)
            last = await GivenFiveStarsAsync(service, number, service.Now.AddMinutes(number));
        (await service.SignalAsync()).Evidence.AccountOpenedAt.ShouldNotBeNull();

        await service.EraseAsync("client-3");

        var erased = await service.SignalAsync();
        erased.ClientId.ShouldBe(FeedbackErasure.PseudonymOf("client-3"));
        erased.Evidence.AccountOpenedAt.ShouldBeNull();
        (erased.Evidence.Count, erased.FeedbackId).ShouldBe((3, last!.FeedbackId));
    }

    [Fact]
    public async Task R66_Should_keep_what_it_says_of_the_client_when_the_freelancer_is_erased()
    {
        await using var service = await SagaService.StartAsync();
        for (var number = 1; number <= 3; number++)
            await GivenFiveStarsAsync(service, number, service.Now.AddMinutes(number));

        await service.EraseAsync(TestData.Freelancer);

        var signal = await service.SignalAsync();
        signal.FreelancerId.ShouldBe(FeedbackErasure.PseudonymOf(TestData.Freelancer));
        signal.Evidence.AccountOpenedAt.ShouldNotBeNull();
    }

    /// <summary>The erasure falls between the look and its commit.</summary>
    [Fact]
    public async Task R66_Should_store_nothing_of_the_account_of_a_client_who_was_erased_meanwhile()
    {
        await using var service = await SagaService.StartAsync();
        await service.EraseAsync("client-3");

        await service.ReadAsync(async db =>
        {
            await service.Services.GetRequiredService<SignalStore>().StoreAsync(db, [YoungAccount(service)], CancellationToken.None);
            return true;
        });

        var signal = await service.SignalAsync();
        signal.ClientId.ShouldBe(FeedbackErasure.PseudonymOf("client-3"));
        signal.Evidence.ShouldBe(new AbuseSignalEvidence { Count = 3 });
    }

    private static AbuseSignal YoungAccount(SagaService service) => new()
    {
        SignalId = Guid.CreateVersion7(),
        Kind = AbuseSignalKinds.YoungAccounts,
        ContractId = "c-3",
        FreelancerId = TestData.Freelancer,
        ClientId = "client-3",
        At = service.Now,
        Evidence = AbuseSignal.ToJson(new AbuseSignalEvidence { Count = 3, AccountOpenedAt = service.Now }),
    };

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
