using Contracts.Messages;
using Feedback.Saga.Tests.Support;
using Shouldly;

namespace Feedback.Saga.Tests.Moderation;

public sealed class When_feedback_is_withheld
{
    public static TheoryData<string> Databases => ModerationSituation.Databases;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task R59_Should_leave_the_public_history_and_come_back(string database)
    {
        await using var service = await ModerationSituation.StartAsync(database);
        var feedback = await service.GivenFeedbackAsync();
        await service.PublishAsync(TestData.FinalFeedback(service.Now, id: "eoc-1"));

        await service.ModerateAsync(feedback, ModerationActions.Hold);
        (await HistoryAsync(service)).ShouldBe(["eoc-1"]);
        await service.ModerateAsync(feedback, ModerationActions.TakeDown);
        (await HistoryAsync(service)).ShouldBe(["eoc-1"]);
        await service.ModerateAsync(feedback, ModerationActions.Restore);
        (await HistoryAsync(service)).ShouldBe(["eoc-1", $"{feedback}"], ignoreOrder: true);
    }

    [Fact]
    public async Task R59_Should_stay_in_the_room_in_full_while_it_is_held()
    {
        await using var service = await SagaService.StartAsync();
        var feedback = await service.GivenFeedbackAsync();
        var before = (await service.TabAsync(TestData.Client)).Feedback.Single();

        await service.ModerateAsync(feedback, ModerationActions.Hold);

        foreach (var party in new[] { TestData.Client, TestData.Freelancer })
            await ShouldShowAsync(service, feedback, party, before with { Visibility = FeedbackVisibilities.Held });
    }

    [Fact]
    public async Task R27_R59_Should_stay_in_the_room_without_text_ratings_and_score_once_it_is_taken_down()
    {
        await using var service = await SagaService.StartAsync();
        var feedback = await service.GivenFeedbackAsync();
        var before = (await service.TabAsync(TestData.Client)).Feedback.Single();

        await service.ModerateAsync(feedback, ModerationActions.TakeDown);

        var after = before with { Visibility = FeedbackVisibilities.TakenDown, Ratings = null, Score = null, Comment = null };
        foreach (var party in new[] { TestData.Client, TestData.Freelancer })
            await ShouldShowAsync(service, feedback, party, after);

        await service.ModerateAsync(feedback, ModerationActions.Restore);
        await ShouldShowAsync(service, feedback, TestData.Client, before);
    }

    [Fact]
    public async Task R4_R59_Should_count_as_provided_all_the_same()
    {
        await using var service = await SagaService.StartAsync();
        var feedback = await service.GivenFeedbackAsync();
        await service.ModerateAsync(feedback, ModerationActions.TakeDown);

        (await service.ReasonsAsync(TestData.Request(service.Now))).ShouldBe([RefusalCodes.RecentFeedback]);
        (await service.ReasonsAsync(TestData.Feedback(service.Now))).ShouldBe([RefusalCodes.RecentFeedback]);
    }

    [Fact]
    public async Task R59_Should_not_come_back_by_a_repeated_command()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenEligibleContractAsync();
        var command = TestData.Feedback(service.Now, comment: "Slow and rude.");
        await service.SendAsync<FeedbackAccepted>(command);
        await service.ModerateAsync(command.FeedbackId, ModerationActions.TakeDown);

        var again = (await service.SendAsync<FeedbackAccepted>(command)).Feedback;

        (again.Visibility, again.Comment).ShouldBe((FeedbackVisibilities.TakenDown, null));
        (await HistoryAsync(service)).ShouldBeEmpty();
    }

    private static async Task ShouldShowAsync(SagaService service, Guid feedback, string party, FeedbackView expected)
    {
        (await service.TabAsync(party)).Feedback.Single().ShouldBe(expected);
        (await service.SendAsync<FeedbackFound>(
                new GetFeedback { ContractId = TestData.Contract, FeedbackId = $"{feedback}", CallerId = party }))
            .Feedback.ShouldBe(expected);
        (await service.SendAsync<MyContracts>(new GetMyContracts { CallerId = party, AsOf = service.Now, PageSize = 20 }))
            .Items.Single().LastFeedback.ShouldBe(expected);
    }

    private static async Task<IReadOnlyList<string>> HistoryAsync(SagaService service) =>
        [.. (await service.SendAsync<WorkHistory>(new GetWorkHistory { OwnerId = TestData.Freelancer, OfAgency = false, PageSize = 20 }))
            .Items.Single().Feedback.Select(feedback => feedback.FeedbackId)];
}
