using Contracts.Messages;
using Feedback.Saga.Tests.Support;
using Shouldly;

namespace Feedback.Saga.Tests.Queries;

public sealed class When_one_thing_is_looked_up
{
    [Fact]
    public async Task R28_Should_find_feedback_of_both_kinds_and_tell_the_side_of_the_caller_who_might_reply()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenEligibleContractAsync();
        var given = (await service.AskAsync<FeedbackAccepted>(A.Feedback(service.Now))).Feedback;
        await service.PublishAsync(A.FinalFeedback(service.Now, id: "final"));

        var midContract = await service.AskAsync<FeedbackFound>(Feedback(given.FeedbackId, A.Freelancer));
        var endOfContract = await service.AskAsync<FeedbackFound>(Feedback("final", A.Client));

        midContract.Feedback.ShouldBe(given);
        midContract.CallerRole.ShouldBe(ContractRoles.Freelancer);
        endOfContract.Feedback.Kind.ShouldBe(FeedbackKinds.EndOfContract);
        endOfContract.CallerRole.ShouldBe(ContractRoles.Client);
    }

    [Fact]
    public async Task Should_not_find_feedback_that_is_not_there_or_not_theirs()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenEligibleContractAsync();
        await service.PublishAsync(A.FinalFeedback(service.Now, contract: "contract-2", id: "of-another"));

        (await service.AskAsync(Feedback("nothing", A.Client))).ShouldBeOfType<FeedbackNotFound>();
        (await service.AskAsync(Feedback("of-another", A.Client))).ShouldBeOfType<FeedbackNotFound>();
        (await service.AskAsync(Feedback(Guid.NewGuid().ToString(), A.Client))).ShouldBeOfType<FeedbackNotFound>();
        (await service.AskAsync(Feedback("nothing", "somebody"))).ShouldBeOfType<ContractNotFound>();
    }

    [Fact]
    public async Task Should_find_a_request_in_each_of_its_states()
    {
        await using var service = await SagaService.StartAsync();
        var answered = await service.GivenWaitingRequestAsync("answered");
        var closed = await service.GivenWaitingRequestAsync("closed");
        var expired = await service.GivenWaitingRequestAsync("expired");
        var pending = await service.GivenWaitingRequestAsync("pending");
        var answer = A.Feedback(service.Now, "answered");
        await service.AskAsync<FeedbackAccepted>(answer);
        await service.PublishAsync(A.End(service.Now, "closed"));
        await service.EndedAsync(closed.RequestId);
        await service.AskAsync<FeedbackAccepted>(A.Feedback(expired.ExpiresAt, "expired"));

        (await RequestAsync(service, answered)).Status.ShouldBe(FeedbackRequestStatuses.Answered);
        (await RequestAsync(service, answered)).FeedbackId.ShouldBe(answer.FeedbackId);
        (await RequestAsync(service, closed)).Status.ShouldBe(FeedbackRequestStatuses.Closed);
        (await RequestAsync(service, expired)).EndedAt.ShouldBe(expired.ExpiresAt);
        (await RequestAsync(service, expired)).Status.ShouldBe(FeedbackRequestStatuses.Expired);
        (await RequestAsync(service, pending)).EndedAt.ShouldBeNull();
        var overview = await service.AskAsync<FeedbackOverview>(new GetFeedbackOverview { AsOf = service.Now });
        overview.Requests.ShouldBe(new Dictionary<string, long>
        {
            [FeedbackRequestStatuses.Pending] = 1,
            [FeedbackRequestStatuses.Answered] = 1,
            [FeedbackRequestStatuses.Expired] = 1,
            [FeedbackRequestStatuses.Closed] = 1,
        }, ignoreOrder: true);
        overview.Outbox.Timers.ShouldBe(1);
    }

    [Fact]
    public async Task Should_not_find_a_request_of_another_contract_or_for_a_stranger()
    {
        await using var service = await SagaService.StartAsync();
        var request = await service.GivenWaitingRequestAsync();
        await service.GivenEligibleContractAsync("contract-2");

        (await service.AskAsync(Request(request.RequestId, "contract-2", A.Client))).ShouldBeOfType<FeedbackRequestNotFound>();
        (await service.AskAsync(Request(request.RequestId, A.Contract, "somebody"))).ShouldBeOfType<ContractNotFound>();
    }

    private static async Task<FeedbackRequestView> RequestAsync(SagaService service, FeedbackRequestAccepted request) =>
        (await service.AskAsync<FeedbackRequestFound>(Request(request.RequestId, request.ContractId, A.Client))).Request;

    private static GetFeedbackRequest Request(Guid id, string contract, string caller) =>
        new() { RequestId = id, ContractId = contract, CallerId = caller };

    private static GetFeedback Feedback(string id, string caller) =>
        new() { ContractId = A.Contract, FeedbackId = id, CallerId = caller };
}
