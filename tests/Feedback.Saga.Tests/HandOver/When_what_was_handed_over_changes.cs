using Contracts.Messages;
using Feedback.Saga.Erasure;
using Feedback.Saga.Operations;
using Feedback.Saga.Reconciliation;
using Feedback.Saga.Tests.Moderation;
using Feedback.Saga.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using TestKit;

namespace Feedback.Saga.Tests.HandOver;

public sealed class When_what_was_handed_over_changes
{
    public static TheoryData<string> Databases => HandOverSituation.Databases;

    public static MatrixTheoryData<string, bool> Exits { get; } = new(["SQLite", "PostgreSQL"], [false, true]);

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task R59_R73_Should_be_handed_over_again_when_operators_withhold_or_restore_it(string database)
    {
        await using var service = await HandOverSituation.StartAsync(database);
        var (first, second) = await service.GivenSeriesAsync();
        await service.ModerateAsync(first, ModerationActions.Hold);
        (await service.HandedOverAsync()).ShouldBeEmpty();
        await service.PublishAsync(TestData.End(service.Now));

        await service.ModerateAsync(first, ModerationActions.TakeDown);
        await service.ModerateAsync(first, ModerationActions.TakeDown);
        await service.ModerateAsync(first, ModerationActions.Restore);
        await service.ReportAsync(second);
        await service.ModerateAsync(second, ModerationActions.Dismiss);

        var (early, late) = (
            HandOverSituation.Item(first, service.Now.AddDays(-40), 3, "A slow start."),
            HandOverSituation.Item(second, service.Now, 5, "Much better."));
        var handedOver = await service.HandedOverAsync();
        handedOver.Count.ShouldBe(3);
        handedOver[0].Feedback.ShouldBe([early.Withheld(FeedbackVisibilities.Held), late]);
        handedOver[1].Feedback.ShouldBe([early.Withheld(FeedbackVisibilities.TakenDown), late]);
        handedOver[2].Feedback.ShouldBe([early, late]);
        handedOver.Select(one => one.HandedOverAt).Distinct().Count().ShouldBe(3);
    }

    [Theory]
    [MemberData(nameof(Exits))]
    public async Task R58_R73_Should_be_handed_over_again_by_the_verb_unless_it_only_tries(string database, bool dryRun)
    {
        await using var service = await HandOverSituation.StartAsync(database);
        var (first, _) = await service.GivenSeriesAsync();
        await service.PublishAsync(TestData.End(service.Now));

        await using (var scope = service.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<IFeedbackOperations>().ModerateAsync(
                ModerationSituation.Moderation(first, ModerationActions.Hold), dryRun, TestContext.Current.CancellationToken);
        }

        (await service.HandedOverAsync()).Count.ShouldBe(dryRun ? 1 : 2);
        (await service.HandedOverAtAsync()).ShouldBe(dryRun ? service.Now : service.Now.AddMicroseconds(1));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task R40_R73_Should_say_last_what_is_true_however_all_of_it_meets(string database)
    {
        await using var service = await HandOverSituation.StartAsync(database);
        var (first, second) = await service.GivenSeriesAsync();
        service.Clock.AdjustTime(service.Now.AddDays(31));
        await service.PublishAsync(TestData.Payment(service.Now.AddDays(-1)));
        string[] actions = [ModerationActions.Hold, ModerationActions.TakeDown, ModerationActions.Restore];

        await Task.WhenAll(
        [
            .. Enumerable.Range(1, 4).Select(hours => service.PublishAsync(TestData.End(service.Now.AddHours(-hours)))),
            .. Enumerable.Range(0, 12).Select(turn => (Task)service.SendAsync(
                ModerationSituation.Moderation(turn % 2 == 0 ? first : second, actions[turn % actions.Length]))),
            service.SendAsync(TestData.Feedback(service.Now.AddHours(-5))),
        ]);

        var handedOver = await service.HandedOverAsync();
        var series = await service.SeriesAsync();
        series.Feedback.Count.ShouldBe(3);
        handedOver[^1].Feedback.ShouldBe(series.Feedback);
        handedOver[^1].EndedAt.ShouldBe(service.Now.AddHours(-4));
        handedOver[^1].HandedOverAt.ShouldBe((await service.HandedOverAtAsync()).ShouldNotBeNull());
        handedOver.Select(one => one.HandedOverAt).Distinct().Count().ShouldBe(handedOver.Count);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task R73_Should_be_handed_over_again_without_a_person_who_is_erased(string database)
    {
        await using var service = await HandOverSituation.StartAsync(database);
        await service.GivenEligibleContractAsync();
        await service.ProvidedAsync(4, $"Thanks from {TestData.Client}.");
        await service.PublishAsync(TestData.End(service.Now));

        foreach (var dryRun in new[] { true, false, false })
            await EraseAsync(service, TestData.Client, dryRun);

        await EraseAsync(service, "somebody-else", dryRun: false);
        var handedOver = await service.HandedOverAsync();
        handedOver.Count.ShouldBe(2);
        (handedOver[1].ClientId, handedOver[1].FreelancerId)
            .ShouldBe((FeedbackErasure.PseudonymOf(TestData.Client), TestData.Freelancer));
        handedOver[1].Feedback.ShouldHaveSingleItem().Comment.ShouldNotBeNull().ShouldNotContain(TestData.Client);
        handedOver[1].HandedOverAt.ShouldBeGreaterThan(handedOver[0].HandedOverAt);
        (await service.SeriesAsync()).Feedback.ShouldBe(handedOver[1].Feedback);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task R73_Should_be_handed_over_once_more_as_it_is_when_it_may_have_been_lost(string database)
    {
        await using var service = await HandOverSituation.StartAsync(database);
        await service.GivenSeriesAsync("contract-old");
        await service.PublishAsync(TestData.End(service.Now, "contract-old"));
        service.Clock.AdjustTime(service.Now.AddDays(1));
        await service.GivenEligibleContractAsync();
        var feedback = await service.ProvidedAsync(4);
        await service.PublishAsync(TestData.End(service.Now));
        await service.ModerateAsync(feedback, ModerationActions.Hold);
        var since = service.Now.AddMinutes(-1);
        service.Clock.AdjustTime(service.Now.AddHours(1));

        await ReconcileAsync(service, since, dryRun: true);
        (await service.HandedOverAsync()).Count.ShouldBe(3);
        await ReconcileAsync(service, since, dryRun: false);

        var handedOver = await service.HandedOverAsync();
        handedOver.Count.ShouldBe(4);
        (handedOver[3] with { Feedback = handedOver[2].Feedback }).ShouldBe(handedOver[2]);
        handedOver[3].Feedback.ShouldBe(handedOver[2].Feedback);
        service.Harness.PublishedSoFar<MidContractFeedbackHandedOver>()
            .Count(sent => sent.Headers.TryGetHeader(Reconciled.Header, out _)).ShouldBe(1);
    }

    private static async Task EraseAsync(SagaService service, string user, bool dryRun) =>
        await service.Services.GetRequiredService<FeedbackErasure>()
            .EraseAsync(user, name: null, address: null, dryRun, TestContext.Current.CancellationToken);

    private static async Task ReconcileAsync(SagaService service, DateTimeOffset since, bool dryRun) =>
        await service.Services.GetRequiredService<FeedbackReconciliation>()
            .RunAsync(since, everything: false, dryRun, TestContext.Current.CancellationToken);
}
