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
        var command = TestData.Request(service.Now);

        var accepted = await service.SendAsync<FeedbackRequestAccepted>(command);

        accepted.RequestId.ShouldBe(command.RequestId);
        accepted.RequestedAt.ShouldBe(command.RequestedAt);
        accepted.ExpiresAt.ShouldBe(command.RequestedAt + TimeSpan.FromHours(14 * 24));
        (await service.StateAsync(command.RequestId)).ShouldBe(nameof(FeedbackRequestStateMachine.Pending));
        (await service.TimersAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task R9_R43_Should_announce_the_request_once_however_often_it_comes()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenEligibleContractAsync();
        var command = TestData.Request(service.Now, message: "How did it go?");

        var first = await service.SendAsync<FeedbackRequestAccepted>(command);
        var again = await service.SendAsync<FeedbackRequestAccepted>(command);

        again.ShouldBe(first);
        var requested = (await service.EventsAsync<FeedbackRequested>()).ShouldHaveSingleItem();
        requested.RequestId.ShouldBe(command.RequestId);
        requested.ClientId.ShouldBe(TestData.Client);
        requested.FreelancerId.ShouldBe(TestData.Freelancer);
        requested.ContractTitle.ShouldBe("Landing page");
        requested.Message.ShouldBe("How did it go?");
        requested.ExpiresAt.ShouldBe(first.ExpiresAt);
    }

    [Fact]
    public async Task R9_Should_respond_alike_to_a_repeated_request_after_the_request_has_ended()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenEligibleContractAsync();
        var command = TestData.Request(service.Now);
        var first = await service.SendAsync<FeedbackRequestAccepted>(command);
        await service.SendAsync<FeedbackAccepted>(TestData.Feedback(service.Now.AddDays(1)));

        (await service.SendAsync<FeedbackRequestAccepted>(command)).ShouldBe(first);

        (await service.StateAsync(command.RequestId)).ShouldBe(nameof(FeedbackRequestStateMachine.Answered));
        (await service.EventsAsync<FeedbackRequested>()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task R9_Should_respond_alike_when_an_earlier_request_is_repeated()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenEligibleContractAsync();
        var command = TestData.Request(service.Now);
        var earlier = await service.SendAsync<FeedbackRequestAccepted>(command);
        await service.ExpireAsync(earlier);
        await service.SendAsync<FeedbackRequestAccepted>(TestData.Request(earlier.ExpiresAt));

        (await service.SendAsync<FeedbackRequestAccepted>(command)).ShouldBe(earlier);

        (await service.StateAsync(command.RequestId)).ShouldBe(nameof(FeedbackRequestStateMachine.Expired));
        (await service.EventsAsync<FeedbackRequested>()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task R1_Should_not_know_a_contract_of_which_only_payments_have_come()
    {
        await using var service = await SagaService.StartAsync();
        await service.PublishAsync(TestData.Payment(service.Now));

        (await service.SendAsync<ContractNotFound>(TestData.Request(service.Now))).ContractId.ShouldBe(TestData.Contract);
        (await service.SendAsync<ContractNotFound>(TestData.Request(service.Now, contract: "nowhere"))).ContractId.ShouldBe("nowhere");
        (await service.SendAsync<ContractNotFound>(TestData.Request(service.Now, contract: "no\0where"))).ContractId.ShouldBe("no\0where");
    }

    [Fact]
    public async Task R2_Should_refuse_a_second_before_thirty_days_and_name_the_instant()
    {
        await using var service = await SagaService.StartAsync();
        var startedAt = service.Now;
        await service.PublishAsync(TestData.Start(startedAt));
        await service.PublishAsync(TestData.Payment(startedAt.AddDays(1)));

        var refused = await service.SendAsync<FeedbackRefused>(TestData.Request(startedAt.AddDays(30).AddSeconds(-1)));
        var accepted = await service.SendAsync(TestData.Request(startedAt.AddDays(30)));

        var reason = refused.Reasons.ShouldHaveSingleItem();
        reason.Code.ShouldBe(RefusalCodes.ContractTooYoung);
        reason.EndsAt.ShouldBe(startedAt.AddDays(30));
        accepted.ShouldBeOfType<FeedbackRequestAccepted>();
    }

    [Fact]
    public async Task R6_Should_refuse_the_client_and_reveal_nothing_to_a_stranger()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenEligibleContractAsync();

        var client = await service.SendAsync<CallerNotPermitted>(TestData.Request(service.Now, caller: TestData.Client));
        var stranger = await service.SendAsync<ContractNotFound>(TestData.Request(service.Now, caller: "somebody"));

        client.RequiredRole.ShouldBe(ContractRoles.Freelancer);
        stranger.ContractId.ShouldBe(TestData.Contract);
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

        (await service.ReasonsAsync(TestData.Request(service.Now))).ShouldBe([RefusalCodes.NotInRollout]);
        (await service.SendAsync(TestData.Request(service.Now, "contract-2", "freelancer-in"))).ShouldBeOfType<FeedbackRequestAccepted>();
    }

    [Fact]
    public async Task R7_R31_Should_keep_a_waiting_request_alive_when_the_freelancer_leaves_the_rollout()
    {
        await using var before = await SagaService.StartAsync();
        var request = await before.GivenWaitingRequestAsync();

        await using var after = await before.RestartAsync(("Feedback:Rollout:Percentage", "0"));

        (await after.SendAsync<FeedbackAccepted>(TestData.Feedback(after.Now.AddDays(1)))).Feedback.RequestId.ShouldBe(request.RequestId);
    }

    [Fact]
    public async Task R8_R14_Should_refuse_another_with_the_expiry_of_the_first()
    {
        await using var service = await SagaService.StartAsync();
        var first = await service.GivenWaitingRequestAsync();

        var refused = await service.SendAsync<FeedbackRefused>(TestData.Request(first.ExpiresAt.AddMicroseconds(-1)));

        refused.Reasons.ShouldContain(reason => reason.Code == RefusalCodes.RequestPending && reason.EndsAt == first.ExpiresAt);
    }

    [Fact]
    public async Task Should_take_a_message_of_a_thousand_characters_and_no_more()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenEligibleContractAsync();
        var longest = string.Concat(Enumerable.Repeat("😀", 1000));

        var invalid = await service.SendAsync<InvalidInput>(TestData.Request(service.Now, message: longest + "!"));
        var accepted = await service.SendAsync<FeedbackRequestAccepted>(TestData.Request(service.Now, message: longest));

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
        await service.PublishAsync(TestData.Start(service.Now));
        var command = TestData.Request(service.Now);

        (await service.ReasonsAsync(command)).ShouldBe([RefusalCodes.ContractTooYoung, RefusalCodes.NoRecentPayment]);

        var refusal = await service.ReadAsync(db => db.Refusals.SingleAsync());
        refusal.CommandId.ShouldBe(command.RequestId);
        refusal.Reasons.ShouldContain("contract-too-young");
        refusal.Policy.ShouldContain("\"minimumContractAge\":\"30.00:00:00\"");
        refusal.Facts.ShouldContain("\"startedAt\"");
        (await service.ReadAsync(db => db.Requests.CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task R40_Should_refuse_a_repeated_request_alike_though_more_is_known_now()
    {
        await using var service = await SagaService.StartAsync();
        await service.PublishAsync(TestData.Start(service.Now.AddDays(-60)));
        var command = TestData.Request(service.Now);
        (await service.ReasonsAsync(command)).ShouldBe([RefusalCodes.NoRecentPayment]);
        await service.PublishAsync(TestData.Payment(service.Now.AddDays(-1)));

        (await service.ReasonsAsync(command)).ShouldBe([RefusalCodes.NoRecentPayment]);
        (await service.SendAsync(TestData.Request(service.Now))).ShouldBeOfType<FeedbackRequestAccepted>();
    }

    [Fact]
    public async Task Should_log_one_line_with_ids_and_no_text()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenEligibleContractAsync();

        var accepted = await service.SendAsync<FeedbackRequestAccepted>(TestData.Request(service.Now, message: "Between you and me"));

        var lines = service.Log.Lines(record => record.Category!.StartsWith("Feedback.Saga", StringComparison.Ordinal));
        lines.Count(line => line.Contains(
            $"Request {accepted.RequestId} on contract {TestData.Contract} accepted", StringComparison.Ordinal))
            .ShouldBe(1);
        lines.ShouldNotContain(line => line.Contains("Between", StringComparison.Ordinal));
    }
}
