using Contracts.Messages;
using Feedback.Saga.Requests;
using Feedback.Saga.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Shouldly;

namespace Feedback.Saga.Tests.Requests;

public sealed class When_the_next_request_meets_one_whose_timer_is_late
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task R13_Should_end_the_first_and_respond_to_the_caller_of_the_second(bool onPostgres)
    {
        await using var service = onPostgres ? await SagaService.StartOnPostgresAsync() : await SagaService.StartAsync();
        var first = await service.GivenWaitingRequestAsync();
        await service.PublishAheadAsync(TestData.Payment(first.ExpiresAt.AddDays(-1)), first.ExpiresAt.AddDays(-1));

        var second = await service.SendAsync<FeedbackRequestAccepted>(TestData.Request(first.ExpiresAt));

        (await service.StateAsync(first.RequestId)).ShouldBe(nameof(FeedbackRequestStateMachine.Expired));
        (await service.ReadAsync(db => db.Requests.Where(request => request.CurrentState == nameof(FeedbackRequestStateMachine.Pending))
            .Select(request => request.CorrelationId).ToListAsync())).ShouldBe([second.RequestId]);
        (await service.EventsAsync<FeedbackRequestExpired>()).ShouldHaveSingleItem().RequestId.ShouldBe(first.RequestId);
        (await service.EventsAsync<FeedbackRequested>()).Select(requested => requested.RequestId)
            .ShouldBe([first.RequestId, second.RequestId]);
        (await service.TimersAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task R13_Should_end_the_first_though_the_second_is_refused()
    {
        await using var service = await SagaService.StartAsync();
        var first = await service.GivenWaitingRequestAsync();
        var later = first.ExpiresAt.AddDays(60);

        (await service.ReasonsAsync(TestData.Request(later))).ShouldBe([RefusalCodes.NoRecentPayment]);

        (await service.StateAsync(first.RequestId)).ShouldBe(nameof(FeedbackRequestStateMachine.Expired));
        (await service.ReadAsync(db => db.Requests.CountAsync())).ShouldBe(1);
        (await service.TimersAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task R15_Should_close_the_first_when_the_contract_ended_before_its_time_was_over()
    {
        await using var service = await SagaService.StartAsync();
        var first = await service.GivenWaitingRequestAsync();
        var endedAt = first.ExpiresAt.AddDays(-1);
        await service.ReadAsync(db => db.Contracts.ExecuteUpdateAsync(set => set.SetProperty(contract => contract.EndedAt, endedAt)));

        (await service.ReasonsAsync(TestData.Request(first.ExpiresAt))).ShouldContain(RefusalCodes.ContractEnded);

        (await service.StateAsync(first.RequestId)).ShouldBe(nameof(FeedbackRequestStateMachine.Closed));
        (await service.EventsAsync<FeedbackRequestClosed>()).ShouldHaveSingleItem().ClosedAt.ShouldBe(endedAt);
        (await service.EventsAsync<FeedbackRequestExpired>()).ShouldBeEmpty();
    }

    [Fact]
    public async Task R6_Should_leave_the_first_alone_when_the_caller_is_not_the_freelancer()
    {
        await using var service = await SagaService.StartAsync();
        var first = await service.GivenWaitingRequestAsync();

        await service.SendAsync<CallerNotPermitted>(TestData.Request(first.ExpiresAt, caller: TestData.Client));
        await service.SendAsync<ContractNotFound>(TestData.Request(first.ExpiresAt, caller: "somebody"));

        (await service.StateAsync(first.RequestId)).ShouldBe(nameof(FeedbackRequestStateMachine.Pending));
    }
}
