using Contracts.Messages;
using Feedback.Saga.Erasure;
using Feedback.Saga.Reconciliation;
using Feedback.Saga.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using TestKit;

namespace Feedback.Saga.Tests.HandOver;

/// <summary>As a process of a version that hands nothing over leaves it: the contract has its end, and nothing was published.</summary>
public sealed class When_a_contract_ended_before_there_were_hand_overs
{
    public static TheoryData<string> Databases => HandOverSituation.Databases;

    public static MatrixTheoryData<string, bool> Reaches { get; } = new(["SQLite", "PostgreSQL"], [false, true]);

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task R40_R73_Should_hand_it_over_once_with_the_next_sweep(string database)
    {
        await using var service = await HandOverSituation.StartAsync(database);
        var (first, second) = await service.GivenSeriesAsync();
        await EndedUnnoticedAsync(service, service.Now);

        var findings = await SweepAsync(service, service.Now.AddMinutes(-1));
        var again = await SweepAsync(service, service.Now.AddMinutes(-1));

        findings.ShouldBe(new Dictionary<string, long> { [FeedbackFindings.FeedbackNotHandedOver] = 1 });
        again.ShouldBeEmpty();
        var handedOver = (await service.HandedOverAsync()).ShouldHaveSingleItem();
        handedOver.Feedback.Select(item => item.FeedbackId).ShouldBe([first, second]);
        handedOver.HandedOverAt.ShouldBe((await service.HandedOverAtAsync()).ShouldNotBeNull());
        service.Harness.PublishedSoFar<MidContractFeedbackHandedOver>()
            .Count(sent => sent.Headers.TryGetHeader(Reconciled.Header, out _)).ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Reaches))]
    public async Task R73_Should_hand_over_what_ended_long_ago_when_everything_is_swept(string database, bool everything)
    {
        await using var service = await HandOverSituation.StartAsync(database);
        await service.GivenSeriesAsync();
        await EndedUnnoticedAsync(service, service.Now);
        service.Clock.AdjustTime(service.Now.AddDays(90));

        await SweepAsync(service, service.Now.AddHours(-2), everything);

        (await service.HandedOverAsync()).Count.ShouldBe(everything ? 1 : 0);
    }

    [Fact]
    public async Task R73_Should_only_tell_in_a_dry_run()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenSeriesAsync();
        await EndedUnnoticedAsync(service, service.Now);

        var findings = await SweepAsync(service, service.Now.AddMinutes(-1), dryRun: true);

        findings.ShouldBe(new Dictionary<string, long> { [FeedbackFindings.FeedbackNotHandedOver] = 1 });
        (await service.HandedOverAsync()).ShouldBeEmpty();
        (await service.HandedOverAtAsync()).ShouldBeNull();
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task R73_Should_hand_over_the_pseudonym_of_a_person_who_was_erased_meanwhile(string database)
    {
        await using var service = await HandOverSituation.StartAsync(database);
        await service.GivenSeriesAsync();
        await EndedUnnoticedAsync(service, service.Now);
        await service.Services.GetRequiredService<FeedbackErasure>().EraseAsync(
            TestData.Client, name: null, address: null, dryRun: false, TestContext.Current.CancellationToken);
        (await service.HandedOverAsync()).ShouldBeEmpty();

        await SweepAsync(service, service.Now.AddMinutes(-1));

        var handedOver = (await service.HandedOverAsync()).ShouldHaveSingleItem();
        handedOver.ClientId.ShouldBe(FeedbackErasure.PseudonymOf(TestData.Client));
        handedOver.Feedback.Count.ShouldBe(2);
    }

    /// <summary>Nothing is published that another sweep would not find as handed over.</summary>
    [Fact]
    public async Task R41_R73_Should_hand_it_over_with_a_later_sweep_when_one_can_not_commit()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenSeriesAsync();
        await EndedUnnoticedAsync(service, service.Now);
        await service.ReadAsync(db => db.Database.ExecuteSqlRawAsync(
            "CREATE TRIGGER no_end BEFORE UPDATE OF handed_over_at ON contracts BEGIN SELECT RAISE(ABORT, 'not now'); END"));

        await Should.ThrowAsync<DbUpdateException>(() => SweepAsync(service, service.Now.AddMinutes(-1)));
        (await service.HandedOverAsync()).ShouldBeEmpty();
        await service.ReadAsync(db => db.Database.ExecuteSqlRawAsync("DROP TRIGGER no_end"));

        await SweepAsync(service, service.Now.AddMinutes(-1));
        (await service.HandedOverAsync()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task R73_Should_find_nothing_where_the_client_provided_no_feedback()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenSeriesAsync();
        await service.PublishAsync(TestData.Start(service.Now.AddDays(-200), client: "another-client", eventId: "earlier"));
        await service.GivenEligibleContractAsync("contract-2");
        await service.GivenSeriesAsync("contract-3");
        await EndedUnnoticedAsync(service, service.Now, TestData.Contract, "contract-2");

        (await SweepAsync(service, service.Now.AddMinutes(-1))).ShouldBeEmpty();

        (await service.HandedOverAsync()).ShouldBeEmpty();
    }

    private static Task<int> EndedUnnoticedAsync(SagaService service, DateTimeOffset at, params string[] contracts) =>
        service.ReadAsync(db => db.Contracts
            .Where(contract => contracts.Length == 0 || contracts.Contains(contract.ContractId))
            .ExecuteUpdateAsync(set => set.SetProperty(contract => contract.EndedAt, (DateTimeOffset?)at)));

    private static Task<IReadOnlyDictionary<string, long>> SweepAsync(
        SagaService service, DateTimeOffset since, bool everything = false, bool dryRun = false) =>
        service.Services.GetRequiredService<FeedbackReconciliation>()
            .RunAsync(since, everything, dryRun, TestContext.Current.CancellationToken);
}
