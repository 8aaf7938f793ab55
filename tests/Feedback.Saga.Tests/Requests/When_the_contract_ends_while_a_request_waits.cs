using Contracts.Messages;
using Feedback.Saga.Requests;
using Feedback.Saga.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Shouldly;

namespace Feedback.Saga.Tests.Requests;

public sealed class When_the_contract_ends_while_a_request_waits
{
    [Fact]
    public async Task R15_Should_close_the_request_and_publish_it_once()
    {
        await using var service = await SagaService.StartAsync();
        var request = await service.GivenWaitingRequestAsync();
        var endedAt = service.Now.AddDays(3);

        await service.PublishAheadAsync(TestData.End(endedAt), endedAt);
        await service.EndedAsync(request.RequestId);

        var state = await service.RequestAsync(request.RequestId);
        state.CurrentState.ShouldBe(nameof(FeedbackRequestStateMachine.Closed));
        state.EndedAt.ShouldBe(endedAt);
        var closed = (await service.EventsAsync<FeedbackRequestClosed>()).ShouldHaveSingleItem();
        closed.RequestId.ShouldBe(request.RequestId);
        closed.ClosedAt.ShouldBe(endedAt);
        closed.Reason.ShouldBe("contract-ended");
    }

    [Fact]
    public async Task R15_R68_Should_say_when_it_was_decided_where_the_contract_ended_long_before()
    {
        await using var service = await SagaService.StartAsync();
        var request = await service.GivenWaitingRequestAsync();
        var endedAt = service.Now.AddMinutes(5);
        service.Clock.Advance(TimeSpan.FromHours(1));

        await service.PublishAsync(TestData.End(endedAt));
        await service.EndedAsync(request.RequestId);

        (await service.EventsAsync<FeedbackRequestClosed>()).Single().ClosedAt.ShouldBe(endedAt);
        var decided = (await service.HeaderAsync<FeedbackRequestClosed>(Decided.Header)).ShouldNotBeNull();
        DateTimeOffset.Parse(decided, System.Globalization.CultureInfo.InvariantCulture).ShouldBe(service.Now, TimeSpan.FromMinutes(1));
        (await service.HeaderAsync<FeedbackRequested>(Decided.Header)).ShouldBeNull();
    }

    [Fact]
    public async Task R15_Should_cancel_the_timer_and_publish_no_expiry()
    {
        await using var service = await SagaService.StartAsync();
        var request = await service.GivenWaitingRequestAsync();

        await service.PublishAheadAsync(TestData.End(service.Now.AddDays(3)), service.Now.AddDays(3));
        await service.EndedAsync(request.RequestId);

        (await service.TimersAsync()).ShouldBe(0);
        (await service.EventsAsync<FeedbackRequestExpired>()).ShouldBeEmpty();
    }

    [Fact]
    public async Task R15_Should_close_once_when_the_end_comes_twice()
    {
        await using var service = await SagaService.StartAsync();
        var request = await service.GivenWaitingRequestAsync();

        await service.PublishAheadAsync(TestData.End(service.Now.AddDays(3)), service.Now.AddDays(3));
        await service.PublishAheadAsync(TestData.End(service.Now.AddDays(2)), service.Now.AddDays(2));
        await service.EndedAsync(request.RequestId);
        await service.PublishAsync(
            new CloseFeedbackRequest { RequestId = request.RequestId, ContractId = TestData.Contract, EndedAt = service.Now });

        (await service.EventsAsync<FeedbackRequestClosed>()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task R15_R40_Should_close_a_request_that_is_handled_after_the_end_is_known()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenEligibleContractAsync();
        await service.PublishAheadAsync(TestData.End(service.Now.AddDays(3)), service.Now.AddDays(3));

        var request = await service.SendAsync<FeedbackRequestAccepted>(TestData.Request(service.Now));
        await service.EndedAsync(request.RequestId);

        (await service.StateAsync(request.RequestId)).ShouldBe(nameof(FeedbackRequestStateMachine.Closed));
        (await service.EventsAsync<FeedbackRequested>()).Count.ShouldBe(1);
        (await service.EventsAsync<FeedbackRequestClosed>()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task R15_Should_close_when_the_timer_comes_before_the_closing()
    {
        await using var service = await SagaService.StartAsync();
        var request = await service.GivenWaitingRequestAsync();
        var endedAt = request.ExpiresAt.AddMicroseconds(-1);
        await service.ReadAsync(db => db.Contracts.ExecuteUpdateAsync(set => set.SetProperty(contract => contract.EndedAt, endedAt)));

        await service.ExpireAsync(request);

        (await service.StateAsync(request.RequestId)).ShouldBe(nameof(FeedbackRequestStateMachine.Closed));
        (await service.EventsAsync<FeedbackRequestClosed>()).ShouldHaveSingleItem().ClosedAt.ShouldBe(endedAt);
        (await service.EventsAsync<FeedbackRequestExpired>()).ShouldBeEmpty();
    }

    [Fact]
    public async Task R11_Should_let_it_expire_when_the_contract_ends_at_the_expiry_or_later()
    {
        await using var service = await SagaService.StartAsync();
        var request = await service.GivenWaitingRequestAsync();

        await service.PublishAheadAsync(TestData.End(request.ExpiresAt), request.ExpiresAt);
        await service.PublishAsync(
            new CloseFeedbackRequest { RequestId = request.RequestId, ContractId = TestData.Contract, EndedAt = request.ExpiresAt });
        (await service.StateAsync(request.RequestId)).ShouldBe(nameof(FeedbackRequestStateMachine.Pending));
        await service.ExpireAsync(request);

        (await service.StateAsync(request.RequestId)).ShouldBe(nameof(FeedbackRequestStateMachine.Expired));
        (await service.EventsAsync<FeedbackRequestClosed>()).ShouldBeEmpty();
    }

    [Fact]
    public async Task R42_Should_leave_a_request_answered_that_was_answered_first()
    {
        await using var service = await SagaService.StartAsync();
        var request = await service.GivenWaitingRequestAsync();
        await service.SendAsync<FeedbackAccepted>(TestData.Feedback(service.Now.AddDays(2)));

        await service.PublishAsync(TestData.End(service.Now.AddDays(1)));
        await service.PublishAsync(
            new CloseFeedbackRequest { RequestId = request.RequestId, ContractId = TestData.Contract, EndedAt = service.Now.AddDays(1) });

        (await service.StateAsync(request.RequestId)).ShouldBe(nameof(FeedbackRequestStateMachine.Answered));
        (await service.EventsAsync<FeedbackRequestClosed>()).ShouldBeEmpty();
    }

    [Fact]
    public async Task R20_R40_Should_take_feedback_submitted_before_the_end_though_the_request_is_closed()
    {
        await using var service = await SagaService.StartAsync();
        var request = await service.GivenWaitingRequestAsync();
        var endedAt = service.Now.AddDays(3);
        await service.PublishAheadAsync(TestData.End(endedAt), endedAt);
        await service.EndedAsync(request.RequestId);

        (await service.ReasonsAsync(TestData.Feedback(endedAt))).ShouldBe([RefusalCodes.ContractEnded]);
        var accepted = await service.SendAsync<FeedbackAccepted>(TestData.Feedback(endedAt.AddMicroseconds(-1)));

        accepted.Feedback.RequestId.ShouldBeNull();
        (await service.StateAsync(request.RequestId)).ShouldBe(nameof(FeedbackRequestStateMachine.Closed));
    }
}
