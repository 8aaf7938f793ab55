using Contracts.Messages;
using Feedback.Saga.Erasure;
using Feedback.Saga.Tests.HandOver;
using Feedback.Saga.Tests.Moderation;
using Feedback.Saga.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace Feedback.Saga.Tests.Queries;

public sealed class When_the_trend_is_shown
{
    private static readonly string[] _parties = [TestData.Client, TestData.Freelancer];

    public static TheoryData<string> Databases => HandOverSituation.Databases;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task R74_Should_have_the_scores_of_both_kinds_in_their_order_for_both_parties(string database)
    {
        await using var service = await HandOverSituation.StartAsync(database);
        var (first, second) = await service.GivenSeriesAsync();
        await service.PublishAsync(TestData.FinalFeedback(service.Now.AddMinutes(2), id: "end"));
        await service.PublishAsync(TestData.End(service.Now.AddMinutes(1)));

        foreach (var party in _parties)
        {
            (await service.TabAsync(party)).Trend.ShouldBe(
            [
                Point(first, service.Now.AddDays(-40), 3),
                Point(second, service.Now, 5),
                new TrendPoint { Kind = FeedbackKinds.EndOfContract, At = service.Now.AddMinutes(2), Score = 4.75m, FeedbackId = "end" },
            ]);
        }
    }

    [Fact]
    public async Task R74_Should_leave_out_what_the_client_did_not_say_about_the_freelancer()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenEligibleContractAsync();
        await service.PublishAsync(TestData.FinalFeedback(service.Now, author: TestData.Freelancer, recipient: TestData.Client));
        await service.PublishAsync(TestData.FinalFeedback(service.Now, author: "somebody", recipient: TestData.Freelancer));
        await service.PublishAsync(TestData.FinalFeedback(service.Now, author: TestData.Client, recipient: "somebody"));

        var tab = await service.TabAsync();

        tab.Feedback.Count.ShouldBe(3);
        tab.Trend.ShouldBeEmpty();
    }

    [Fact]
    public async Task R59_R74_Should_have_the_scores_that_the_parties_see()
    {
        await using var service = await SagaService.StartAsync();
        var (first, second) = await service.GivenSeriesAsync();

        await service.ModerateAsync(second, ModerationActions.Hold);
        await ShouldBeAsync(service, first, second);
        await service.ModerateAsync(second, ModerationActions.TakeDown);
        await ShouldBeAsync(service, first);
        await service.ModerateAsync(second, ModerationActions.Restore);
        await ShouldBeAsync(service, first, second);
    }

    [Theory]
    [InlineData(TestData.Client, TestData.Freelancer)]
    [InlineData(TestData.Freelancer, TestData.Client)]
    public async Task R74_Should_stay_when_a_party_is_erased(string erased, string other)
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenSeriesAsync();
        await service.PublishAsync(TestData.FinalFeedback(service.Now));
        var before = (await service.TabAsync(other)).Trend;

        await service.Services.GetRequiredService<FeedbackErasure>().EraseAsync(
            erased, name: null, address: null, dryRun: false, TestContext.Current.CancellationToken);

        before.Count.ShouldBe(3);
        (await service.TabAsync(other)).Trend.ShouldBe(before);
    }

    private static async Task ShouldBeAsync(SagaService service, params Guid[] feedback)
    {
        foreach (var party in _parties)
            (await service.TabAsync(party)).Trend.Select(point => point.FeedbackId).ShouldBe(feedback.Select(id => $"{id}"));
    }

    private static TrendPoint Point(Guid feedback, DateTimeOffset at, int rating) => new()
    {
        Kind = FeedbackKinds.MidContract,
        At = at,
        Score = rating,
        FeedbackId = $"{feedback}",
        Ratings = TestData.AllRated(rating),
    };
}
