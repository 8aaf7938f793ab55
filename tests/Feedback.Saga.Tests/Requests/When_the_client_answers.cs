using Contracts.Messages;
using Feedback.Saga.Requests;
using Feedback.Saga.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Shouldly;

namespace Feedback.Saga.Tests.Requests;

public sealed class When_the_client_answers
{
    [Fact]
    public async Task R19_Should_end_the_request_as_answered_with_one_feedback_and_one_event()
    {
        await using var service = await SagaService.StartAsync();
        var request = await service.GivenWaitingRequestAsync();
        var answer = TestData.Feedback(service.Now.AddDays(2), comment: "Well done");

        var accepted = await service.SendAsync<FeedbackAccepted>(answer);

        accepted.Feedback.RequestId.ShouldBe(request.RequestId);
        var state = await service.RequestAsync(request.RequestId);
        state.CurrentState.ShouldBe(nameof(FeedbackRequestStateMachine.Answered));
        state.EndedAt.ShouldBe(answer.SubmittedAt);
        state.FeedbackId.ShouldBe(answer.FeedbackId);
        var provided = (await service.EventsAsync<FeedbackProvided>()).ShouldHaveSingleItem();
        provided.RequestId.ShouldBe(request.RequestId);
        provided.FeedbackId.ShouldBe(answer.FeedbackId);
        provided.ContractTitle.ShouldBe("Landing page");
        provided.Comment.ShouldBe("Well done");
    }

    [Fact]
    public async Task R19_Should_cancel_the_timer_so_that_nothing_expires()
    {
        await using var service = await SagaService.StartAsync();
        var request = await service.GivenWaitingRequestAsync();

        await service.SendAsync<FeedbackAccepted>(TestData.Feedback(service.Now.AddDays(2)));

        (await service.TimersAsync()).ShouldBe(0);
        (await service.RequestAsync(request.RequestId)).ExpiryTokenId.ShouldBeNull();
        (await service.EventsAsync<FeedbackRequestExpired>()).ShouldBeEmpty();
    }

    [Fact]
    public async Task R42_Should_stay_answered_when_a_timer_that_was_under_way_arrives()
    {
        await using var service = await SagaService.StartAsync();
        var request = await service.GivenWaitingRequestAsync();
        var token = (await service.RequestAsync(request.RequestId)).ExpiryTokenId!.Value;
        await service.SendAsync<FeedbackAccepted>(TestData.Feedback(request.ExpiresAt.AddMicroseconds(-1)));
        service.Clock.SetUtcNow(request.ExpiresAt);

        await service.FireAsync(new FeedbackRequestExpiryDue { RequestId = request.RequestId, ContractId = TestData.Contract }, token);

        (await service.StateAsync(request.RequestId)).ShouldBe(nameof(FeedbackRequestStateMachine.Answered));
        (await service.EventsAsync<FeedbackRequestExpired>()).ShouldBeEmpty();
    }

    [Fact]
    public async Task R11_Should_take_an_answer_submitted_a_moment_before_the_expiry()
    {
        await using var service = await SagaService.StartAsync();
        var request = await service.GivenWaitingRequestAsync();

        var accepted = await service.SendAsync<FeedbackAccepted>(TestData.Feedback(request.ExpiresAt.AddMicroseconds(-1)));

        accepted.Feedback.RequestId.ShouldBe(request.RequestId);
        (await service.StateAsync(request.RequestId)).ShouldBe(nameof(FeedbackRequestStateMachine.Answered));
    }

    [Fact]
    public async Task R18_Should_not_check_again_what_the_request_settled()
    {
        await using var service = await SagaService.StartAsync();
        await service.PublishAsync(TestData.Start(service.Now.AddDays(-60)));
        await service.PublishAsync(TestData.Payment(service.Now.AddDays(-30), id: "p-1"));
        var request = await service.SendAsync<FeedbackRequestAccepted>(TestData.Request(service.Now));
        await service.PublishAsync(TestData.Reversal("p-1", service.Now.AddDays(1)));

        var accepted = await service.SendAsync<FeedbackAccepted>(TestData.Feedback(service.Now.AddDays(13)));

        accepted.Feedback.RequestId.ShouldBe(request.RequestId);
    }

    [Fact]
    public async Task R9_Should_respond_alike_to_a_repeated_answer_and_have_one_effect()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenWaitingRequestAsync();
        var answer = TestData.Feedback(service.Now.AddDays(2));

        var first = await service.SendAsync<FeedbackAccepted>(answer);
        var again = await service.SendAsync<FeedbackAccepted>(answer);

        again.ShouldBe(first);
        (await service.ReadAsync(db => db.MidContractFeedback.CountAsync())).ShouldBe(1);
        (await service.EventsAsync<FeedbackProvided>()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task R23_R42_Should_judge_a_second_answer_as_unasked()
    {
        await using var service = await SagaService.StartAsync();
        var request = await service.GivenWaitingRequestAsync();
        var first = TestData.Feedback(service.Now.AddDays(2));
        await service.SendAsync<FeedbackAccepted>(first);

        (await service.ReasonsAsync(TestData.Feedback(service.Now.AddDays(3)))).ShouldBe([RefusalCodes.RecentFeedback]);

        (await service.RequestAsync(request.RequestId)).FeedbackId.ShouldBe(first.FeedbackId);
    }

    [Fact]
    public async Task R42_Should_take_one_of_many_different_answers_at_once()
    {
        await using var service = await SagaService.StartAsync();
        var request = await service.GivenWaitingRequestAsync();
        var answers = Enumerable.Range(0, 8).Select(_ => TestData.Feedback(service.Now.AddDays(1))).ToList();

        var outcomes = await Task.WhenAll(answers.Select(service.SendAsync));

        var accepted = outcomes.OfType<FeedbackAccepted>().ShouldHaveSingleItem();
        outcomes.OfType<FeedbackRefused>().Count().ShouldBe(7);
        (await service.RequestAsync(request.RequestId)).FeedbackId.ToString().ShouldBe(accepted.Feedback.FeedbackId);
        (await service.EventsAsync<FeedbackProvided>()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task R44_Should_store_the_policy_and_the_facts_with_the_feedback()
    {
        await using var service = await SagaService.StartAsync();
        var request = await service.GivenWaitingRequestAsync();
        var answer = TestData.Feedback(service.Now.AddDays(2));

        await service.SendAsync<FeedbackAccepted>(answer);

        var feedback = await service.FeedbackAsync(answer.FeedbackId);
        feedback.Policy.ShouldContain("\"weights\":{\"skills\":1");
        feedback.Facts.ShouldContain(request.RequestId.ToString());
    }
}
