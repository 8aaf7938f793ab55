using Contracts.Messages;
using Feedback.Saga.Requests;
using Feedback.Saga.Tests.Support;
using Microsoft.Extensions.Logging;
using Shouldly;
using TestKit;

namespace Feedback.Saga.Tests.Requests;

public sealed class When_nobody_answers
{
    [Fact]
    public async Task R11_Should_expire_at_the_end_of_the_fourteen_days_and_publish_it_once()
    {
        await using var service = await SagaService.StartAsync();
        var request = await service.GivenWaitingRequestAsync();

        await service.ExpireAsync(request);

        var state = await service.RequestAsync(request.RequestId);
        state.CurrentState.ShouldBe(nameof(FeedbackRequestStateMachine.Expired));
        state.EndedAt.ShouldBe(request.ExpiresAt);
        state.FeedbackId.ShouldBeNull();
        var expired = (await service.EventsAsync<FeedbackRequestExpired>()).ShouldHaveSingleItem();
        expired.RequestId.ShouldBe(request.RequestId);
        expired.FreelancerId.ShouldBe(TestData.Freelancer);
        expired.ExpiredAt.ShouldBe(request.ExpiresAt);
        (await service.EventsAsync<FeedbackReminderDue>()).ShouldBeEmpty();
    }

    [Fact]
    public async Task R13_R5_Should_let_the_freelancer_request_again_at_once()
    {
        await using var service = await SagaService.StartAsync();
        var request = await service.GivenWaitingRequestAsync();
        await service.ExpireAsync(request);
        await service.PublishAheadAsync(TestData.Payment(request.ExpiresAt), request.ExpiresAt);

        (await service.SendAsync(TestData.Request(request.ExpiresAt))).ShouldBeOfType<FeedbackRequestAccepted>();
    }

    [Fact]
    public async Task R13_Should_let_the_freelancer_request_again_before_the_late_timer_and_expire_the_first()
    {
        await using var service = await SagaService.StartAsync();
        var first = await service.GivenWaitingRequestAsync();
        await service.PublishAheadAsync(TestData.Payment(first.ExpiresAt.AddDays(-1)), first.ExpiresAt.AddDays(-1));

        var second = await service.SendAsync<FeedbackRequestAccepted>(TestData.Request(first.ExpiresAt));

        var state = await service.RequestAsync(first.RequestId);
        state.CurrentState.ShouldBe(nameof(FeedbackRequestStateMachine.Expired));
        state.EndedAt.ShouldBe(first.ExpiresAt);
        (await service.StateAsync(second.RequestId)).ShouldBe(nameof(FeedbackRequestStateMachine.Pending));
        (await service.EventsAsync<FeedbackRequestExpired>()).ShouldHaveSingleItem().RequestId.ShouldBe(first.RequestId);
        (await service.TimersAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task R42_Should_expire_once_when_the_timer_arrives_twice()
    {
        await using var service = await SagaService.StartAsync();
        var request = await service.GivenWaitingRequestAsync();
        var token = (await service.RequestAsync(request.RequestId)).ExpiryTokenId!.Value;
        await service.ExpireAsync(request);

        await service.FireAsync(new FeedbackRequestExpiryDue { RequestId = request.RequestId, ContractId = TestData.Contract }, token);

        (await service.EventsAsync<FeedbackRequestExpired>()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task R11_Should_set_the_timer_again_when_it_comes_too_early()
    {
        await using var service = await SagaService.StartAsync();
        var request = await service.GivenWaitingRequestAsync();
        var token = (await service.RequestAsync(request.RequestId)).ExpiryTokenId!.Value;

        await service.FireAsync(new FeedbackRequestExpiryDue { RequestId = request.RequestId, ContractId = TestData.Contract }, token);

        var state = await service.RequestAsync(request.RequestId);
        state.CurrentState.ShouldBe(nameof(FeedbackRequestStateMachine.Pending));
        state.ExpiryTokenId.ShouldNotBe(token);
        await service.ExpireAsync(request);
        (await service.EventsAsync<FeedbackRequestExpired>()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task R41_Should_expire_though_the_service_was_stopped_and_started_in_between()
    {
        await using var before = await SagaService.StartAsync();
        var request = await before.GivenWaitingRequestAsync();
        await using var after = await before.RestartAsync();

        await after.ExpireAsync(request);

        (await after.EventsAsync<FeedbackRequestExpired>()).ShouldHaveSingleItem().RequestId.ShouldBe(request.RequestId);
    }

    [Fact]
    public async Task Should_not_mind_a_timer_of_a_request_that_is_not_there()
    {
        await using var service = await SagaService.StartAsync();

        await service.FireAsync(
            new FeedbackRequestExpiryDue { RequestId = Guid.CreateVersion7(), ContractId = TestData.Contract }, Guid.CreateVersion7());

        service.Log.Lines(record => record.Level >= LogLevel.Warning)
            .ShouldContain(line => line.Contains("which is not there", StringComparison.Ordinal));
    }
}
