using Contracts.Messages;
using Feedback.Saga.Requests;
using Feedback.Saga.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Shouldly;

namespace Feedback.Saga.Tests.Feedback;

public sealed class When_the_client_provides_unasked_feedback
{
    [Fact]
    public async Task R17_R26_Should_take_it_whatever_the_rollout_and_leave_the_job_success_score_alone()
    {
        await using var service = await SagaService.StartAsync(("Feedback:Rollout:Percentage", "0"));
        await service.GivenEligibleContractAsync();
        var command = TestData.Feedback(service.Now, ratings: TestData.Ratings(5, 4, 5, 4, 5, 4), comment: "Good work");

        var feedback = (await service.SendAsync<FeedbackAccepted>(command)).Feedback;

        feedback.FeedbackId.ShouldBe(command.FeedbackId.ToString());
        feedback.RequestId.ShouldBeNull();
        feedback.Kind.ShouldBe(FeedbackKinds.MidContract);
        feedback.AuthorId.ShouldBe(TestData.Client);
        feedback.RecipientId.ShouldBe(TestData.Freelancer);
        feedback.Ratings.ShouldBe(command.Ratings);
        feedback.Score.ShouldBe(4.5m);
        feedback.Comment.ShouldBe("Good work");
        feedback.ProvidedAt.ShouldBe(command.SubmittedAt);
        feedback.CountsTowardJobSuccessScore.ShouldBeFalse();
        (await service.EventsAsync<FeedbackProvided>()).ShouldHaveSingleItem().CountsTowardJobSuccessScore.ShouldBeFalse();
    }

    [Fact]
    public async Task R17_Should_refuse_the_freelancer_and_reveal_nothing_to_a_stranger()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenEligibleContractAsync();

        (await service.SendAsync<CallerNotPermitted>(TestData.Feedback(service.Now, caller: TestData.Freelancer)))
            .RequiredRole.ShouldBe(ContractRoles.Client);
        (await service.SendAsync(TestData.Feedback(service.Now, caller: "somebody"))).ShouldBeOfType<ContractNotFound>();
        (await service.SendAsync(TestData.Feedback(service.Now, contract: "nowhere"))).ShouldBeOfType<ContractNotFound>();
        (await service.ReadAsync(db => db.MidContractFeedback.CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task R2_R3_Should_name_every_reason_against_it()
    {
        await using var service = await SagaService.StartAsync();
        await service.PublishAsync(TestData.Start(service.Now.AddDays(-30).AddMicroseconds(1)));
        await service.PublishAsync(TestData.Payment(service.Now.AddDays(-30).AddMicroseconds(-1)));

        (await service.ReasonsAsync(TestData.Feedback(service.Now)))
            .ShouldBe([RefusalCodes.ContractTooYoung, RefusalCodes.NoRecentPayment]);
    }

    [Fact]
    public async Task R4_R23_Should_refuse_more_until_thirty_days_have_passed_and_then_add_it()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenEligibleContractAsync();
        var first = TestData.Feedback(service.Now);
        var later = service.Now.AddDays(30);
        await service.SendAsync<FeedbackAccepted>(first);
        await service.PublishAheadAsync(TestData.Payment(later), later);

        var refused = await service.SendAsync<FeedbackRefused>(TestData.Feedback(later.AddMicroseconds(-1)));
        await service.SendAsync<FeedbackAccepted>(TestData.Feedback(later));

        refused.Reasons.ShouldContain(reason => reason.Code == RefusalCodes.RecentFeedback && reason.EndsAt == later);
        (await service.ReadAsync(db => db.MidContractFeedback.CountAsync())).ShouldBe(2);
    }

    [Fact]
    public async Task R5_Should_not_count_requests_as_feedback()
    {
        await using var service = await SagaService.StartAsync();
        var request = await service.GivenWaitingRequestAsync();
        await service.ExpireAsync(request);

        (await service.SendAsync(TestData.Feedback(request.ExpiresAt))).ShouldBeOfType<FeedbackAccepted>();
    }

    [Fact]
    public async Task R20_Should_refuse_what_is_submitted_at_the_end_and_take_what_came_before_it()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenEligibleContractAsync();
        await service.PublishAsync(TestData.End(service.Now));

        (await service.ReasonsAsync(TestData.Feedback(service.Now))).ShouldBe([RefusalCodes.ContractEnded]);
        (await service.SendAsync(TestData.Feedback(service.Now.AddMicroseconds(-1)))).ShouldBeOfType<FeedbackAccepted>();
    }

    [Fact]
    public async Task R29_Should_leave_the_contract_open()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenEligibleContractAsync();

        await service.SendAsync<FeedbackAccepted>(TestData.Feedback(service.Now));

        (await service.TabAsync()).Contract.EndedAt.ShouldBeNull();
    }

    [Fact]
    public async Task R31_Should_keep_it_when_its_payment_is_reversed_afterwards()
    {
        await using var service = await SagaService.StartAsync();
        await service.PublishAsync(TestData.Start(service.Now.AddDays(-60)));
        await service.PublishAsync(TestData.Payment(service.Now.AddDays(-1), id: "p-1"));
        await service.SendAsync<FeedbackAccepted>(TestData.Feedback(service.Now));

        await service.PublishAsync(TestData.Reversal("p-1", service.Now.AddDays(1)));

        (await service.TabAsync()).Feedback.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task R42_Should_take_one_of_two_provided_at_the_same_instant()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenEligibleContractAsync();

        var responses = await Task.WhenAll(
            service.SendAsync(TestData.Feedback(service.Now)), service.SendAsync(TestData.Feedback(service.Now)));

        responses.OfType<FeedbackAccepted>().ShouldHaveSingleItem();
        responses.OfType<FeedbackRefused>().ShouldHaveSingleItem()
            .Reasons.ShouldHaveSingleItem().Code.ShouldBe(RefusalCodes.RecentFeedback);
    }

    [Fact]
    public async Task R22_Should_weigh_the_ratings_as_configured()
    {
        await using var service = await SagaService.StartAsync(("Feedback:Policy:Weights:Skills", "7"));
        await service.GivenEligibleContractAsync();

        var accepted = await service.SendAsync<FeedbackAccepted>(
            TestData.Feedback(service.Now, ratings: TestData.Ratings(5, 1, 1, 1, 1, 1)));

        accepted.Feedback.Score.ShouldBe(3.33m);
        (await service.TabAsync()).Feedback.Single().Score.ShouldBe(3.33m);
    }

    [Fact]
    public async Task R44_R40_Should_keep_a_refusal_and_repeat_it()
    {
        await using var service = await SagaService.StartAsync();
        await service.PublishAsync(TestData.Start(service.Now.AddDays(-60)));
        var command = TestData.Feedback(service.Now);
        (await service.ReasonsAsync(command)).ShouldBe([RefusalCodes.NoRecentPayment]);
        await service.PublishAsync(TestData.Payment(service.Now.AddDays(-1)));

        (await service.ReasonsAsync(command)).ShouldBe([RefusalCodes.NoRecentPayment]);

        (await service.ReadAsync(db => db.Refusals.SingleAsync())).Kind.ShouldBe("give");
    }

    [Fact]
    public async Task R19_Should_be_the_answer_when_a_request_waits()
    {
        await using var service = await SagaService.StartAsync();
        var request = await service.GivenWaitingRequestAsync();

        await service.SendAsync<FeedbackAccepted>(TestData.Feedback(service.Now));

        (await service.StateAsync(request.RequestId)).ShouldBe(nameof(FeedbackRequestStateMachine.Answered));
    }
}
