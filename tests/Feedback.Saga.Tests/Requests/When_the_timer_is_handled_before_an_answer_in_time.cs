using Contracts.Messages;
using Feedback.Saga.Requests;
using Feedback.Saga.Tests.Support;
using Shouldly;

namespace Feedback.Saga.Tests.Requests;

public sealed class When_the_timer_is_handled_before_an_answer_in_time
{
    [Fact]
    public async Task R11_R42_Should_keep_the_request_expired_and_the_feedback()
    {
        await using var service = await SagaService.StartAsync();
        await service.PublishAsync(TestData.Start(service.Now.AddDays(-60)));
        await service.PublishAsync(TestData.Payment(service.Now.AddDays(-20)));
        var request = await service.SendAsync<FeedbackRequestAccepted>(TestData.Request(service.Now));
        await service.ExpireAsync(request);

        var accepted = await service.SendAsync<FeedbackAccepted>(TestData.Feedback(request.ExpiresAt.AddMicroseconds(-1)));

        accepted.Feedback.RequestId.ShouldBeNull();
        var state = await service.RequestAsync(request.RequestId);
        state.CurrentState.ShouldBe(nameof(FeedbackRequestStateMachine.Expired));
        state.FeedbackId.ShouldBeNull();
        (await service.EventsAsync<FeedbackProvided>()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task R4_Should_refuse_a_second_one()
    {
        await using var service = await SagaService.StartAsync();
        var request = await service.GivenWaitingRequestAsync();
        await service.ExpireAsync(request);
        await service.SendAsync<FeedbackAccepted>(TestData.Feedback(request.ExpiresAt.AddSeconds(-2)));

        (await service.ReasonsAsync(TestData.Feedback(request.ExpiresAt.AddSeconds(-1)))).ShouldBe([RefusalCodes.RecentFeedback]);
    }
}
