using Contracts.Messages;
using Feedback.Saga.Tests.Support;
using Shouldly;

namespace Feedback.Saga.Tests.Queries;

public sealed class When_one_thing_is_looked_up
{
    [Fact]
    public async Task R28_Should_find_feedback_of_both_kinds_and_name_the_side_of_the_caller_who_might_reply()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenEligibleContractAsync();
        var given = (await service.SendAsync<FeedbackAccepted>(TestData.Feedback(service.Now))).Feedback;
        await service.PublishAsync(TestData.FinalFeedback(service.Now, id: "final"));

        var midContract = await service.SendAsync<FeedbackFound>(Feedback(given.FeedbackId, TestData.Freelancer));
        var endOfContract = await service.SendAsync<FeedbackFound>(Feedback("final", TestData.Client));

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
        await service.PublishAsync(TestData.FinalFeedback(service.Now, contract: "contract-2", id: "of-another"));

        (await service.SendAsync(Feedback("nothing", TestData.Client))).ShouldBeOfType<FeedbackNotFound>();
        (await service.SendAsync(Feedback("of-another", TestData.Client))).ShouldBeOfType<FeedbackNotFound>();
        (await service.SendAsync(Feedback(Guid.NewGuid().ToString(), TestData.Client))).ShouldBeOfType<FeedbackNotFound>();
        (await service.SendAsync(Feedback("nothing", "somebody"))).ShouldBeOfType<ContractNotFound>();
    }

    [Fact]
    public async Task R45_Should_not_find_feedback_by_an_id_with_white_space_at_an_end()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenEligibleContractAsync();
        var given = (await service.SendAsync<FeedbackAccepted>(TestData.Feedback(service.Now))).Feedback;

        (await service.SendAsync(Feedback($"{given.FeedbackId} ", TestData.Client))).ShouldBeOfType<FeedbackNotFound>();
        (await service.SendAsync(Feedback($"\t{given.FeedbackId}", TestData.Client))).ShouldBeOfType<FeedbackNotFound>();
    }

    [Fact]
    public async Task Should_find_a_request_in_each_of_its_states()
    {
        await using var service = await SagaService.StartAsync(("Feedback:Policy:AllowNotNow", "true"));
        var answered = await service.GivenWaitingRequestAsync("answered");
        var closed = await service.GivenWaitingRequestAsync("closed");
        var expired = await service.GivenWaitingRequestAsync("expired");
        var pending = await service.GivenWaitingRequestAsync("pending");
        var declined = await service.GivenWaitingRequestAsync("declined");
        await service.SendAsync<DeclineAccepted>(TestData.Decline(declined, service.Now));
        var answer = TestData.Feedback(service.Now, "answered");
        await service.SendAsync<FeedbackAccepted>(answer);
        await service.PublishAsync(TestData.End(service.Now, "closed"));
        await service.EndedAsync(closed.RequestId);
        await service.SendAsync<FeedbackAccepted>(TestData.Feedback(expired.ExpiresAt, "expired"));

        (await RequestAsync(service, answered)).Status.ShouldBe(FeedbackRequestStatuses.Answered);
        (await RequestAsync(service, answered)).FeedbackId.ShouldBe(answer.FeedbackId);
        (await RequestAsync(service, closed)).Status.ShouldBe(FeedbackRequestStatuses.Closed);
        (await RequestAsync(service, expired)).EndedAt.ShouldBe(expired.ExpiresAt);
        (await RequestAsync(service, expired)).Status.ShouldBe(FeedbackRequestStatuses.Expired);
        (await RequestAsync(service, pending)).EndedAt.ShouldBeNull();
        (await RequestAsync(service, declined)).Status.ShouldBe(FeedbackRequestStatuses.Declined);
        (await RequestAsync(service, declined)).AskAgainFrom.ShouldBe(declined.ExpiresAt);
        var overview = await service.SendAsync<FeedbackOverview>(new GetFeedbackOverview { AsOf = service.Now });
        overview.Requests.ShouldBe(new Dictionary<string, long>
        {
            [FeedbackRequestStatuses.Pending] = 1,
            [FeedbackRequestStatuses.Answered] = 1,
            [FeedbackRequestStatuses.Expired] = 1,
            [FeedbackRequestStatuses.Closed] = 1,
            [FeedbackRequestStatuses.Declined] = 1,
        }, ignoreOrder: true);
        overview.Outbox.Timers.ShouldBe(1);
    }

    [Fact]
    public async Task Should_not_find_a_request_of_another_contract_or_for_a_stranger()
    {
        await using var service = await SagaService.StartAsync();
        var request = await service.GivenWaitingRequestAsync();
        await service.GivenEligibleContractAsync("contract-2");

        (await service.SendAsync(Request(request.RequestId, "contract-2", TestData.Client))).ShouldBeOfType<FeedbackRequestNotFound>();
        (await service.SendAsync(Request(request.RequestId, TestData.Contract, "somebody"))).ShouldBeOfType<ContractNotFound>();
    }

    private static async Task<FeedbackRequestView> RequestAsync(SagaService service, FeedbackRequestAccepted request) =>
        (await service.SendAsync<FeedbackRequestFound>(Request(request.RequestId, request.ContractId, TestData.Client))).Request;

    private static GetFeedbackRequest Request(Guid id, string contract, string caller) =>
        new() { RequestId = id, ContractId = contract, CallerId = caller };

    private static GetFeedback Feedback(string id, string caller) =>
        new() { ContractId = TestData.Contract, FeedbackId = id, CallerId = caller };
}
