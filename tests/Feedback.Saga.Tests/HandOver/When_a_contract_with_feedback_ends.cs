using Contracts.Messages;
using Feedback.Saga.Requests;
using Feedback.Saga.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Shouldly;

namespace Feedback.Saga.Tests.HandOver;

public sealed class When_a_contract_with_feedback_ends
{
    public static TheoryData<string> Databases => HandOverSituation.Databases;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task R73_Should_hand_over_all_feedback_once(string database)
    {
        await using var service = await HandOverSituation.StartAsync(database);
        var start = service.Now.AddDays(-60);
        var (first, second) = await service.GivenSeriesAsync();
        (await service.HandedOverAsync()).ShouldBeEmpty();
        var end = TestData.End(service.Now);

        await service.PublishAsync(end);
        await service.PublishAsync(end);
        await service.PublishAsync(TestData.End(service.Now));
        await service.PublishAsync(TestData.End(service.Now.AddMinutes(1)));

        var handedOver = (await service.HandedOverAsync()).ShouldHaveSingleItem();
        (handedOver.ContractId, handedOver.ClientId, handedOver.FreelancerId)
            .ShouldBe((TestData.Contract, TestData.Client, TestData.Freelancer));
        (handedOver.StartedAt, handedOver.EndedAt, handedOver.HandedOverAt).ShouldBe((start, service.Now, service.Now));
        handedOver.IsShortened.ShouldBeFalse();
        handedOver.Feedback.ShouldBe(
        [
            HandOverSituation.Item(first, service.Now.AddDays(-40), 3, "A slow start."),
            HandOverSituation.Item(second, service.Now, 5, "Much better."),
        ]);
        handedOver.Feedback.ShouldAllBe(item => !item.CountsTowardJobSuccessScore);
    }

    [Fact]
    public async Task R73_Should_hand_over_nothing_without_mid_contract_feedback()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenEligibleContractAsync();
        await service.PublishAsync(TestData.End(service.Now));
        await service.PublishAsync(TestData.FinalFeedback(service.Now));
        await service.SendAsync<FeedbackRefused>(TestData.Feedback(service.Now));

        (await service.HandedOverAsync()).ShouldBeEmpty();
        (await service.HandedOverAtAsync()).ShouldBeNull();
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task R40_R73_Should_hand_over_feedback_that_comes_after_the_end_and_the_start(string database)
    {
        await using var service = await HandOverSituation.StartAsync(database);
        var submittedAt = service.Now.AddMinutes(-1);

        await service.PublishAsync(TestData.End(service.Now));
        await service.GivenEligibleContractAsync();
        (await service.HandedOverAsync()).ShouldBeEmpty();
        var feedback = await service.ProvidedAsync(4, at: submittedAt);

        (await service.HandedOverAsync()).ShouldHaveSingleItem().Feedback
            .ShouldBe([HandOverSituation.Item(feedback, submittedAt, 4, comment: null)]);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task R40_R73_Should_hand_over_again_when_feedback_of_before_the_end_is_handled_after_it(string database)
    {
        await using var service = await HandOverSituation.StartAsync(database);
        await service.GivenEligibleContractAsync();
        var first = await service.ProvidedAsync(3);
        service.Clock.AdjustTime(service.Now.AddDays(31));
        await service.PublishAsync(TestData.Payment(service.Now.AddDays(-1)));
        await service.PublishAsync(TestData.End(service.Now));
        var late = TestData.Feedback(service.Now.AddMinutes(-1), ratings: TestData.AllRated(4));

        await service.SendAsync<FeedbackAccepted>(late);
        await service.SendAsync<FeedbackAccepted>(late);

        var handedOver = await service.HandedOverAsync();
        handedOver.Count.ShouldBe(2);
        handedOver[0].Feedback.Select(item => item.FeedbackId).ShouldBe([first]);
        handedOver[1].Feedback.Select(item => item.FeedbackId).ShouldBe([first, late.FeedbackId]);
        handedOver.Select(one => one.HandedOverAt).ShouldBe([service.Now, service.Now.AddMicroseconds(1)]);
    }

    /// <summary>The contract is going to end after the time of the request, which waits until it is answered.</summary>
    [Theory]
    [MemberData(nameof(Databases))]
    public async Task R73_Should_hand_over_the_answer_to_a_request_that_waits(string database)
    {
        await using var service = await HandOverSituation.StartAsync(database);
        var request = await service.GivenWaitingRequestAsync();
        service.Clock.AdjustTime(request.ExpiresAt.AddHours(-6));
        await service.PublishAsync(TestData.End(request.ExpiresAt.AddHours(6)));
        var answer = TestData.Feedback(service.Now, ratings: TestData.AllRated(5));

        await service.SendAsync<FeedbackAccepted>(answer);

        (await service.StateAsync(request.RequestId)).ShouldBe(nameof(FeedbackRequestStateMachine.Answered));
        (await service.HandedOverAsync()).ShouldHaveSingleItem().Feedback
            .ShouldBe([HandOverSituation.Item(answer.FeedbackId, service.Now, 5, comment: null, request.RequestId)]);
    }

    [Fact]
    public async Task R73_Should_hand_over_again_when_the_contract_ended_earlier()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenSeriesAsync();

        await service.PublishAsync(TestData.End(service.Now.AddHours(2)));
        await service.PublishAsync(TestData.End(service.Now.AddHours(1)));
        await service.PublishAsync(TestData.End(service.Now.AddHours(3)));

        (await service.HandedOverAsync()).Select(one => one.EndedAt).ShouldBe([service.Now.AddHours(2), service.Now.AddHours(1)]);
    }

    [Fact]
    public async Task R73_Should_hand_over_again_when_the_contract_started_earlier()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenSeriesAsync();
        await service.PublishAsync(TestData.End(service.Now));

        await service.PublishAsync(TestData.Start(service.Now.AddDays(-99), eventId: "later"));
        await service.PublishAsync(TestData.Start(service.Now.AddDays(-200), eventId: "earlier"));

        (await service.HandedOverAsync()).Select(one => one.StartedAt).ShouldBe([service.Now.AddDays(-100), service.Now.AddDays(-200)]);
    }

    /// <summary>As one that ended before there were hand-overs, and whose end comes again.</summary>
    [Fact]
    public async Task R73_Should_hand_over_what_never_was_when_the_end_comes_again()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenSeriesAsync();
        var end = TestData.End(service.Now);
        await service.PublishAsync(end);
        await service.HandedOverAsync();
        await service.ReadAsync(db => db.Contracts.ExecuteUpdateAsync(
            set => set.SetProperty(contract => contract.HandedOverAt, (DateTimeOffset?)null)));

        await service.PublishAsync(end);

        (await service.HandedOverAsync()).Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(MidContractFeedbackHandedOver.MaxFeedback, 0)]
    [InlineData(MidContractFeedbackHandedOver.MaxFeedback + 1, 1)]
    [InlineData(MidContractFeedbackHandedOver.MaxFeedback + 3, 3)]
    public async Task R73_Should_leave_out_the_oldest_of_very_much(int count, int leftOut)
    {
        await using var service = await SagaService.StartAsync(("Feedback:Policy:FeedbackInterval", "00:00:01"));
        await service.GivenEligibleContractAsync();
        var all = new List<Guid>();
        for (var number = 0; number < count; number++)
        {
            all.Add(await service.ProvidedAsync(4));
            service.Clock.AdjustTime(service.Now.AddSeconds(1));
        }

        await service.PublishAsync(TestData.End(service.Now));

        var handedOver = (await service.HandedOverAsync()).ShouldHaveSingleItem();
        handedOver.Feedback.Select(item => item.FeedbackId).ShouldBe(all.Skip(leftOut));
        handedOver.IsShortened.ShouldBe(leftOut > 0);
        (await service.SeriesAsync()).Feedback.Select(item => item.FeedbackId).ShouldBe(all);
    }

    [Theory]
    [InlineData(50_000, false)]
    [InlineData(50_001, true)]
    public async Task R73_Should_leave_out_the_oldest_of_very_long_comments(int length, bool isShortened)
    {
        await using var service = await SagaService.StartAsync(
            ("Feedback:Policy:FeedbackInterval", "00:00:01"), ("Feedback:Policy:CommentMaxLength", "100000"));
        await service.GivenEligibleContractAsync();
        foreach (var characters in new[] { length, 100_000, 100_000 })
        {
            await service.ProvidedAsync(4, new string('x', characters));
            service.Clock.AdjustTime(service.Now.AddSeconds(1));
        }

        await service.PublishAsync(TestData.End(service.Now));

        var handedOver = (await service.HandedOverAsync()).ShouldHaveSingleItem();
        handedOver.IsShortened.ShouldBe(isShortened);
        handedOver.Feedback.Count.ShouldBe(isShortened ? 2 : 3);
    }

    /// <summary>The event is a row of the transaction that ends the contract, so neither is there without the other.</summary>
    [Fact]
    public async Task R41_R73_Should_hand_over_nothing_while_the_end_is_not_committed()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenSeriesAsync();
        await service.ReadAsync(db => db.Database.ExecuteSqlRawAsync(
            "CREATE TRIGGER no_end BEFORE UPDATE OF ended_at ON contracts BEGIN SELECT RAISE(ABORT, 'not now'); END"));

        await service.PublishAsync(TestData.End(service.Now));
        await service.FaultAsync();

        (await service.HandedOverAsync()).ShouldBeEmpty();
        (await service.HandedOverAtAsync()).ShouldBeNull();
        await service.ReadAsync(db => db.Database.ExecuteSqlRawAsync("DROP TRIGGER no_end"));
        await service.PublishAsync(TestData.End(service.Now));
        (await service.HandedOverAsync()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task R73_Should_stand_in_the_story_of_the_contract()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenSeriesAsync();
        await service.PublishAsync(TestData.End(service.Now.AddHours(-1)));

        var story = await service.SendAsync<Story>(new GetFeedbackStory { ContractId = TestData.Contract });

        var entry = story.Entries.Single(entry => entry.What == "feedback-handed-over");
        (entry.At, entry.Id).ShouldBe((service.Now, TestData.Contract));
    }
}
