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
        var give = A.Feedback(service.Now, ratings: A.Ratings(5, 4, 5, 4, 5, 4), comment: "Good work");

        var feedback = (await service.AskAsync<FeedbackAccepted>(give)).Feedback;

        feedback.FeedbackId.ShouldBe(give.FeedbackId.ToString());
        feedback.RequestId.ShouldBeNull();
        feedback.Kind.ShouldBe(FeedbackKinds.MidContract);
        feedback.AuthorId.ShouldBe(A.Client);
        feedback.RecipientId.ShouldBe(A.Freelancer);
        feedback.Ratings.ShouldBe(give.Ratings);
        feedback.Score.ShouldBe(4.5m);
        feedback.Comment.ShouldBe("Good work");
        feedback.ProvidedAt.ShouldBe(give.SubmittedAt);
        feedback.CountsTowardJobSuccessScore.ShouldBeFalse();
        (await service.EventsAsync<FeedbackProvided>()).ShouldHaveSingleItem().CountsTowardJobSuccessScore.ShouldBeFalse();
    }

    [Fact]
    public async Task R17_Should_tell_the_freelancer_that_only_the_client_gives_and_a_stranger_nothing()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenEligibleContractAsync();

        (await service.AskAsync<CallerNotPermitted>(A.Feedback(service.Now, caller: A.Freelancer))).RequiredRole.ShouldBe(
            ContractRoles.Client);
        (await service.AskAsync(A.Feedback(service.Now, caller: "somebody"))).ShouldBeOfType<ContractNotFound>();
        (await service.AskAsync(A.Feedback(service.Now, contract: "nowhere"))).ShouldBeOfType<ContractNotFound>();
        (await service.ReadAsync(db => db.MidContractFeedback.CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task R2_R3_Should_name_every_reason_against_it()
    {
        await using var service = await SagaService.StartAsync();
        await service.PublishAsync(A.Start(service.Now.AddDays(-30).AddMicroseconds(1)));
        await service.PublishAsync(A.Payment(service.Now.AddDays(-30).AddMicroseconds(-1)));

        (await service.ReasonsAsync(A.Feedback(service.Now))).ShouldBe([RefusalCodes.ContractTooYoung, RefusalCodes.NoRecentPayment]);
    }

    [Fact]
    public async Task R4_R23_Should_refuse_more_until_thirty_days_have_passed_and_then_add_it()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenEligibleContractAsync();
        var first = A.Feedback(service.Now);
        var later = service.Now.AddDays(30);
        await service.AskAsync<FeedbackAccepted>(first);
        await service.PublishAsync(A.Payment(later));

        var refused = await service.AskAsync<FeedbackRefused>(A.Feedback(later.AddMicroseconds(-1)));
        await service.AskAsync<FeedbackAccepted>(A.Feedback(later));

        refused.Reasons.ShouldContain(reason => reason.Code == RefusalCodes.RecentFeedback && reason.EndsAt == later);
        (await service.ReadAsync(db => db.MidContractFeedback.CountAsync())).ShouldBe(2);
    }

    [Fact]
    public async Task R5_Should_not_count_requests_as_feedback()
    {
        await using var service = await SagaService.StartAsync();
        var request = await service.GivenWaitingRequestAsync();
        await service.ExpireAsync(request);

        (await service.AskAsync(A.Feedback(request.ExpiresAt))).ShouldBeOfType<FeedbackAccepted>();
    }

    [Fact]
    public async Task R20_Should_refuse_what_is_submitted_at_the_end_and_take_what_came_before_it()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenEligibleContractAsync();
        await service.PublishAsync(A.End(service.Now));

        (await service.ReasonsAsync(A.Feedback(service.Now))).ShouldBe([RefusalCodes.ContractEnded]);
        (await service.AskAsync(A.Feedback(service.Now.AddMicroseconds(-1)))).ShouldBeOfType<FeedbackAccepted>();
    }

    [Fact]
    public async Task R29_Should_leave_the_contract_open()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenEligibleContractAsync();

        await service.AskAsync<FeedbackAccepted>(A.Feedback(service.Now));

        (await service.TabAsync()).Contract.EndedAt.ShouldBeNull();
    }

    [Fact]
    public async Task R31_Should_keep_it_when_its_payment_is_reversed_afterwards()
    {
        await using var service = await SagaService.StartAsync();
        await service.PublishAsync(A.Start(service.Now.AddDays(-60)));
        await service.PublishAsync(A.Payment(service.Now.AddDays(-1), id: "p-1"));
        await service.AskAsync<FeedbackAccepted>(A.Feedback(service.Now));

        await service.PublishAsync(A.Reversal("p-1", service.Now.AddDays(1)));

        (await service.TabAsync()).Feedback.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task R42_Should_take_one_of_two_given_at_the_same_instant()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenEligibleContractAsync();

        var answers = await Task.WhenAll(service.AskAsync(A.Feedback(service.Now)), service.AskAsync(A.Feedback(service.Now)));

        answers.OfType<FeedbackAccepted>().ShouldHaveSingleItem();
        answers.OfType<FeedbackRefused>().ShouldHaveSingleItem().Reasons.ShouldHaveSingleItem().Code.ShouldBe(RefusalCodes.RecentFeedback);
    }

    [Fact]
    public async Task R22_Should_weigh_the_ratings_as_configured()
    {
        await using var service = await SagaService.StartAsync(("Feedback:Policy:Weights:Skills", "7"));
        await service.GivenEligibleContractAsync();

        var accepted = await service.AskAsync<FeedbackAccepted>(A.Feedback(service.Now, ratings: A.Ratings(5, 1, 1, 1, 1, 1)));

        accepted.Feedback.Score.ShouldBe(3.33m);
        (await service.TabAsync()).Feedback.Single().Score.ShouldBe(3.33m);
    }

    [Fact]
    public async Task R44_R40_Should_keep_a_refusal_and_repeat_it()
    {
        await using var service = await SagaService.StartAsync();
        await service.PublishAsync(A.Start(service.Now.AddDays(-60)));
        var give = A.Feedback(service.Now);
        (await service.ReasonsAsync(give)).ShouldBe([RefusalCodes.NoRecentPayment]);
        await service.PublishAsync(A.Payment(service.Now.AddDays(-1)));

        (await service.ReasonsAsync(give)).ShouldBe([RefusalCodes.NoRecentPayment]);

        (await service.ReadAsync(db => db.Refusals.SingleAsync())).Kind.ShouldBe("give");
    }

    [Fact]
    public async Task R19_Should_be_the_answer_when_a_request_waits()
    {
        await using var service = await SagaService.StartAsync();
        var request = await service.GivenWaitingRequestAsync();

        await service.AskAsync<FeedbackAccepted>(A.Feedback(service.Now));

        (await service.StateAsync(request.RequestId)).ShouldBe(nameof(FeedbackRequestStateMachine.Answered));
    }
}
