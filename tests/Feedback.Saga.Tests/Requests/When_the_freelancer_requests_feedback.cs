using Contracts.Messages;
using Feedback.Saga.Requests;
using Feedback.Saga.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using TestKit;

namespace Feedback.Saga.Tests.Requests;

public sealed class When_the_freelancer_requests_feedback
{
    [Fact]
    public async Task R10_Should_wait_for_exactly_fourteen_days()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenEligibleContractAsync();
        var ask = A.Ask(service.Now);

        var accepted = await service.AskAsync<FeedbackRequestAccepted>(ask);

        accepted.RequestId.ShouldBe(ask.RequestId);
        accepted.RequestedAt.ShouldBe(ask.RequestedAt);
        accepted.ExpiresAt.ShouldBe(ask.RequestedAt + TimeSpan.FromHours(14 * 24));
        (await service.StateAsync(ask.RequestId)).ShouldBe(nameof(FeedbackRequestStateMachine.Pending));
        (await service.TimersAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task R9_R43_Should_announce_the_request_once_however_often_it_comes()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenEligibleContractAsync();
        var ask = A.Ask(service.Now, message: "How did it go?");

        var first = await service.AskAsync<FeedbackRequestAccepted>(ask);
        var again = await service.AskAsync<FeedbackRequestAccepted>(ask);

        again.ShouldBe(first);
        var requested = (await service.EventsAsync<FeedbackRequested>()).ShouldHaveSingleItem();
        requested.RequestId.ShouldBe(ask.RequestId);
        requested.ClientId.ShouldBe(A.Client);
        requested.FreelancerId.ShouldBe(A.Freelancer);
        requested.ContractTitle.ShouldBe("Landing page");
        requested.Message.ShouldBe("How did it go?");
        requested.ExpiresAt.ShouldBe(first.ExpiresAt);
    }

    [Fact]
    public async Task R9_Should_answer_a_repeated_ask_alike_after_the_request_has_ended()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenEligibleContractAsync();
        var ask = A.Ask(service.Now);
        var first = await service.AskAsync<FeedbackRequestAccepted>(ask);
        await service.AskAsync<FeedbackAccepted>(A.Feedback(service.Now.AddDays(1)));

        (await service.AskAsync<FeedbackRequestAccepted>(ask)).ShouldBe(first);

        (await service.StateAsync(ask.RequestId)).ShouldBe(nameof(FeedbackRequestStateMachine.Answered));
        (await service.EventsAsync<FeedbackRequested>()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task R9_Should_answer_the_ask_of_an_earlier_request_alike()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenEligibleContractAsync();
        var ask = A.Ask(service.Now);
        var earlier = await service.AskAsync<FeedbackRequestAccepted>(ask);
        await service.ExpireAsync(earlier);
        await service.AskAsync<FeedbackRequestAccepted>(A.Ask(earlier.ExpiresAt));

        (await service.AskAsync<FeedbackRequestAccepted>(ask)).ShouldBe(earlier);

        (await service.StateAsync(ask.RequestId)).ShouldBe(nameof(FeedbackRequestStateMachine.Expired));
        (await service.EventsAsync<FeedbackRequested>()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task R1_Should_not_know_a_contract_of_which_only_payments_have_come()
    {
        await using var service = await SagaService.StartAsync();
        await service.PublishAsync(A.Payment(service.Now));

        (await service.AskAsync<ContractNotFound>(A.Ask(service.Now))).ContractId.ShouldBe(A.Contract);
        (await service.AskAsync<ContractNotFound>(A.Ask(service.Now, contract: "nowhere"))).ContractId.ShouldBe("nowhere");
        (await service.AskAsync<ContractNotFound>(A.Ask(service.Now, contract: "no\0where"))).ContractId.ShouldBe("no\0where");
    }

    [Fact]
    public async Task R2_Should_refuse_a_second_before_thirty_days_and_name_the_instant()
    {
        await using var service = await SagaService.StartAsync();
        var startedAt = service.Now;
        await service.PublishAsync(A.Start(startedAt));
        await service.PublishAsync(A.Payment(startedAt.AddDays(1)));

        var refused = await service.AskAsync<FeedbackRefused>(A.Ask(startedAt.AddDays(30).AddSeconds(-1)));
        var accepted = await service.AskAsync(A.Ask(startedAt.AddDays(30)));

        var reason = refused.Reasons.ShouldHaveSingleItem();
        reason.Code.ShouldBe(RefusalCodes.ContractTooYoung);
        reason.EndsAt.ShouldBe(startedAt.AddDays(30));
        accepted.ShouldBeOfType<FeedbackRequestAccepted>();
    }

    [Fact]
    public async Task R6_Should_tell_the_client_that_only_the_freelancer_asks_and_a_stranger_nothing()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenEligibleContractAsync();

        var client = await service.AskAsync<CallerNotPermitted>(A.Ask(service.Now, caller: A.Client));
        var stranger = await service.AskAsync<ContractNotFound>(A.Ask(service.Now, caller: "somebody"));

        client.RequiredRole.ShouldBe(ContractRoles.Freelancer);
        stranger.ContractId.ShouldBe(A.Contract);
        (await service.ReadAsync(db => db.Requests.CountAsync())).ShouldBe(0);
        (await service.ReadAsync(db => db.Refusals.CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task R7_Should_refuse_a_freelancer_outside_the_rollout()
    {
        await using var service = await SagaService.StartAsync(
            ("Feedback:Rollout:Percentage", "0"), ("Feedback:Rollout:Freelancers:0", "freelancer-in"));
        await service.GivenEligibleContractAsync();
        await service.GivenEligibleContractAsync("contract-2", freelancer: "freelancer-in");

        (await service.ReasonsAsync(A.Ask(service.Now))).ShouldBe([RefusalCodes.NotInRollout]);
        (await service.AskAsync(A.Ask(service.Now, "contract-2", "freelancer-in"))).ShouldBeOfType<FeedbackRequestAccepted>();
    }

    [Fact]
    public async Task R7_R31_Should_keep_a_waiting_request_alive_when_the_freelancer_leaves_the_rollout()
    {
        await using var before = await SagaService.StartAsync();
        var request = await before.GivenWaitingRequestAsync();

        await using var after = await before.RestartAsync(("Feedback:Rollout:Percentage", "0"));

        (await after.AskAsync<FeedbackAccepted>(A.Feedback(after.Now.AddDays(1)))).Feedback.RequestId.ShouldBe(request.RequestId);
    }

    [Fact]
    public async Task R8_R14_Should_refuse_another_with_the_expiry_of_the_first()
    {
        await using var service = await SagaService.StartAsync();
        var first = await service.GivenWaitingRequestAsync();

        var refused = await service.AskAsync<FeedbackRefused>(A.Ask(first.ExpiresAt.AddMicroseconds(-1)));

        refused.Reasons.ShouldContain(reason => reason.Code == RefusalCodes.RequestPending && reason.EndsAt == first.ExpiresAt);
    }

    [Fact]
    public async Task Should_take_a_message_of_a_thousand_characters_and_no_more()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenEligibleContractAsync();
        var longest = string.Concat(Enumerable.Repeat("😀", 1000));

        var invalid = await service.AskAsync<InvalidInput>(A.Ask(service.Now, message: longest + "!"));
        var accepted = await service.AskAsync<FeedbackRequestAccepted>(A.Ask(service.Now, message: longest));

        invalid.Errors.Keys.ShouldBe(["message"]);
        (await service.RequestAsync(accepted.RequestId)).Message.ShouldBe(longest);
    }

    [Fact]
    public async Task R44_Should_store_the_policy_and_the_facts_with_the_request()
    {
        await using var service = await SagaService.StartAsync(("Feedback:Policy:Version", "spring"));

        var accepted = await service.GivenWaitingRequestAsync();

        var request = await service.RequestAsync(accepted.RequestId);
        request.Policy.ShouldContain("\"version\":\"spring\"");
        request.Policy.ShouldContain("\"requestWindow\":\"14.00:00:00\"");
        request.Policy.ShouldContain("\"skills\":1");
        request.Facts.ShouldContain("\"lastPaymentAt\":\"2026-02-28T12:00:00\u002B00:00\"");
    }

    [Fact]
    public async Task R44_Should_store_the_policy_and_the_facts_with_a_refusal_and_no_request()
    {
        await using var service = await SagaService.StartAsync();
        await service.PublishAsync(A.Start(service.Now));
        var ask = A.Ask(service.Now);

        (await service.ReasonsAsync(ask)).ShouldBe([RefusalCodes.ContractTooYoung, RefusalCodes.NoRecentPayment]);

        var refusal = await service.ReadAsync(db => db.Refusals.SingleAsync());
        refusal.CommandId.ShouldBe(ask.RequestId);
        refusal.Reasons.ShouldContain("contract-too-young");
        refusal.Policy.ShouldContain("\"minimumContractAge\":\"30.00:00:00\"");
        refusal.Facts.ShouldContain("\"startedAt\"");
        (await service.ReadAsync(db => db.Requests.CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task R40_Should_refuse_a_repeated_ask_alike_though_more_is_known_now()
    {
        await using var service = await SagaService.StartAsync();
        await service.PublishAsync(A.Start(service.Now.AddDays(-60)));
        var ask = A.Ask(service.Now);
        (await service.ReasonsAsync(ask)).ShouldBe([RefusalCodes.NoRecentPayment]);
        await service.PublishAsync(A.Payment(service.Now.AddDays(-1)));

        (await service.ReasonsAsync(ask)).ShouldBe([RefusalCodes.NoRecentPayment]);
        (await service.AskAsync(A.Ask(service.Now))).ShouldBeOfType<FeedbackRequestAccepted>();
    }

    [Fact]
    public async Task Should_log_one_line_with_ids_and_no_text()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenEligibleContractAsync();

        var accepted = await service.AskAsync<FeedbackRequestAccepted>(A.Ask(service.Now, message: "Between you and me"));

        var lines = service.Log.Lines(record => record.Category!.StartsWith("Feedback.Saga", StringComparison.Ordinal));
        lines.Count(line => line.Contains($"Request {accepted.RequestId} on contract {A.Contract} accepted", StringComparison.Ordinal))
            .ShouldBe(1);
        lines.ShouldNotContain(line => line.Contains("Between", StringComparison.Ordinal));
    }
}
