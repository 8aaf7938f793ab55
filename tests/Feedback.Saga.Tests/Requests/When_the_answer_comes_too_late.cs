using Contracts.Messages;
using Feedback.Saga.Requests;
using Feedback.Saga.Tests.Support;
using Shouldly;

namespace Feedback.Saga.Tests.Requests;

public sealed class When_the_answer_comes_too_late
{
    [Fact]
    public async Task R11_R12_Should_expire_the_request_and_take_it_as_unasked_at_the_very_expiry()
    {
        await using var service = await SagaService.StartAsync();
        var request = await service.GivenWaitingRequestAsync();

        var accepted = await service.SendAsync<FeedbackAccepted>(TestData.Feedback(request.ExpiresAt));

        accepted.Feedback.RequestId.ShouldBeNull();
        var state = await service.RequestAsync(request.RequestId);
        state.CurrentState.ShouldBe(nameof(FeedbackRequestStateMachine.Expired));
        state.EndedAt.ShouldBe(request.ExpiresAt);
        (await service.EventsAsync<FeedbackRequestExpired>()).ShouldHaveSingleItem().ExpiredAt.ShouldBe(request.ExpiresAt);
        (await service.EventsAsync<FeedbackProvided>()).ShouldHaveSingleItem().RequestId.ShouldBeNull();
        (await service.TimersAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task R12_Should_expire_the_request_even_when_it_is_refused_as_unasked()
    {
        await using var service = await SagaService.StartAsync();
        await service.PublishAsync(TestData.Start(service.Now.AddDays(-60)));
        await service.PublishAsync(TestData.Payment(service.Now.AddDays(-20)));
        var request = await service.SendAsync<FeedbackRequestAccepted>(TestData.Request(service.Now));

        (await service.ReasonsAsync(TestData.Feedback(request.ExpiresAt))).ShouldBe([RefusalCodes.NoRecentPayment]);

        (await service.StateAsync(request.RequestId)).ShouldBe(nameof(FeedbackRequestStateMachine.Expired));
        (await service.EventsAsync<FeedbackRequestExpired>()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task R12_Should_leave_the_request_alone_when_the_caller_may_not_provide_feedback()
    {
        await using var service = await SagaService.StartAsync();
        var request = await service.GivenWaitingRequestAsync();

        await service.SendAsync<CallerNotPermitted>(TestData.Feedback(request.ExpiresAt, caller: TestData.Freelancer));

        (await service.StateAsync(request.RequestId)).ShouldBe(nameof(FeedbackRequestStateMachine.Pending));
    }
}
