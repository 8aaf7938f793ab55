using Contracts.Messages;
using Feedback.Saga.Tests.Support;
using Shouldly;

namespace Feedback.Saga.Tests.Queries;

public sealed class When_the_tab_is_shown
{
    [Fact]
    public async Task R27_R29_Should_show_all_feedback_of_both_kinds_newest_first_to_both_sides()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenEligibleContractAsync();
        var first = await service.SendAsync<FeedbackAccepted>(TestData.Feedback(service.Now));
        var later = service.Now.AddDays(30);
        await service.PublishAheadAsync(TestData.Payment(later), later);
        var second = await service.SendAsync<FeedbackAccepted>(TestData.Feedback(later));
        await service.PublishAheadAsync(TestData.FinalFeedback(later.AddDays(10), id: "by-client"), later.AddDays(10));
        await service.PublishAheadAsync(
            TestData.FinalFeedback(later.AddDays(5), author: TestData.Freelancer, recipient: TestData.Client, id: "by-freelancer"),
            later.AddDays(5));

        foreach (var party in new[] { TestData.Client, TestData.Freelancer })
        {
            var tab = await service.TabAsync(later.AddDays(20), party);

            tab.Feedback.Select(feedback => feedback.FeedbackId)
                .ShouldBe(["by-client", "by-freelancer", second.Feedback.FeedbackId, first.Feedback.FeedbackId]);
            tab.Feedback.Select(feedback => feedback.CountsTowardJobSuccessScore).ShouldBe([true, true, false, false]);
            tab.Feedback[0].Ratings.ShouldBeNull();
            tab.Feedback[3].ShouldBe(first.Feedback);
        }
    }

    [Fact]
    public async Task Should_not_be_there_for_a_stranger_nor_before_the_start_is_known()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenEligibleContractAsync();
        await service.PublishAsync(TestData.Payment(service.Now, contract: "contract-2"));

        (await service.SendAsync(Tab(service, TestData.Contract, "somebody"))).ShouldBeOfType<ContractNotFound>();
        (await service.SendAsync(Tab(service, "contract-2", TestData.Client))).ShouldBeOfType<ContractNotFound>();
        (await service.SendAsync(Tab(service, "\0", TestData.Client))).ShouldBeOfType<ContractNotFound>();
    }

    [Fact]
    public async Task R30_Should_offer_to_each_side_what_it_may_do_and_nothing_else()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenEligibleContractAsync();

        var freelancer = (await service.TabAsync(TestData.Freelancer)).Actions;
        var client = (await service.TabAsync(TestData.Client)).Actions;

        freelancer.RequestFeedback.Allowed.ShouldBeTrue();
        freelancer.GiveFeedback.Allowed.ShouldBeFalse();
        freelancer.GiveFeedback.Reasons.ShouldBeEmpty();
        client.GiveFeedback.Allowed.ShouldBeTrue();
        client.RequestFeedback.Allowed.ShouldBeFalse();
        client.RequestFeedback.Reasons.ShouldBeEmpty();
    }

    [Fact]
    public async Task R30_Should_say_what_the_decision_would_say_at_every_instant()
    {
        await using var service = await SagaService.StartAsync(
            ("Feedback:Rollout:Percentage", "0"), ("Feedback:Rollout:Freelancers:0", TestData.Freelancer));
        var start = service.Now;
        await service.PublishAsync(TestData.Start(start));
        await service.PublishAheadAsync(TestData.Payment(start.AddDays(20)), start.AddDays(20));
        await service.PublishAheadAsync(TestData.End(start.AddDays(55)), start.AddDays(55));

        foreach (var days in new[] { 0, 29.99999, 30, 49.99999, 50, 50.00001, 54.99999, 55, 60 })
        {
            var at = start.AddDays(days);

            var reasons = (await service.TabAsync(at)).Actions.RequestFeedback.Reasons;
            var decided = await service.SendAsync(TestData.Request(at, id: Guid.CreateVersion7()));

            if (decided is FeedbackRefused refused)
                refused.Reasons.Where(reason => reason.Code != RefusalCodes.RequestPending)
                    .ShouldBe(reasons.Where(reason => reason.Code != RefusalCodes.RequestPending));
            else
                reasons.ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task R30_Should_show_the_waiting_request_and_offer_the_answer_until_the_very_expiry()
    {
        await using var service = await SagaService.StartAsync();
        await service.PublishAsync(TestData.Start(service.Now.AddDays(-60)));
        await service.PublishAsync(TestData.Payment(service.Now.AddDays(-20)));
        var request = await service.SendAsync<FeedbackRequestAccepted>(TestData.Request(service.Now, message: "Please"));

        var before = await service.TabAsync(request.ExpiresAt.AddMicroseconds(-1), TestData.Client);
        var after = await service.TabAsync(request.ExpiresAt, TestData.Client);
        var freelancer = await service.TabAsync(request.ExpiresAt.AddMicroseconds(-1));

        var pending = before.PendingRequest.ShouldNotBeNull();
        pending.RequestId.ShouldBe(request.RequestId);
        pending.Status.ShouldBe(FeedbackRequestStatuses.Pending);
        pending.Message.ShouldBe("Please");
        before.Actions.GiveFeedback.Allowed.ShouldBeTrue();
        after.PendingRequest.ShouldBeNull();
        after.Actions.GiveFeedback.Reasons.ShouldHaveSingleItem().Code.ShouldBe(RefusalCodes.NoRecentPayment);
        freelancer.Actions.RequestFeedback.Reasons.ShouldContain(
            reason => reason.Code == RefusalCodes.RequestPending && reason.EndsAt == request.ExpiresAt);
    }

    [Fact]
    public async Task R42_Should_show_all_requests_newest_first_with_how_each_ended_though_a_timer_is_late()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenEligibleContractAsync();
        var expired = await service.SendAsync<FeedbackRequestAccepted>(TestData.Request(service.Now));
        await service.PublishAheadAsync(TestData.Payment(expired.ExpiresAt), expired.ExpiresAt);
        var answered = await service.SendAsync<FeedbackRequestAccepted>(TestData.Request(expired.ExpiresAt));
        await service.SendAsync<FeedbackAccepted>(TestData.Feedback(expired.ExpiresAt.AddDays(1)));
        var at = expired.ExpiresAt.AddDays(31);
        await service.PublishAheadAsync(TestData.Payment(at), at);
        var latest = await service.SendAsync<FeedbackRequestAccepted>(TestData.Request(at));

        var waiting = await service.TabAsync(at);
        var over = await service.TabAsync(latest.ExpiresAt);

        waiting.Requests.Select(request => request.RequestId).ShouldBe([latest.RequestId, answered.RequestId, expired.RequestId]);
        waiting.Requests.Select(request => request.Status).ShouldBe(
            [FeedbackRequestStatuses.Pending, FeedbackRequestStatuses.Answered, FeedbackRequestStatuses.Expired]);
        over.Requests[0].Status.ShouldBe(FeedbackRequestStatuses.Expired);
        over.Requests[0].EndedAt.ShouldBe(latest.ExpiresAt);
        over.PendingRequest.ShouldBeNull();
        (await service.SendAsync<CurrentRequestStatuses>(new GetFeedbackRequestStatuses
        {
            RequestIds = [latest.RequestId, answered.RequestId, Guid.NewGuid()],
            AsOf = latest.ExpiresAt,
        })).Items.ShouldBe(
            [
                new() { RequestId = latest.RequestId, Status = FeedbackRequestStatuses.Expired, ExpiresAt = latest.ExpiresAt },
                new() { RequestId = answered.RequestId, Status = FeedbackRequestStatuses.Answered, ExpiresAt = answered.ExpiresAt },
            ],
            ignoreOrder: true);
    }

    [Fact]
    public async Task R44_Should_tell_the_lengths_in_force()
    {
        await using var service = await SagaService.StartAsync(("Feedback:Policy:RequestWindow", "7.00:00:00"));
        await service.GivenEligibleContractAsync();

        var policy = (await service.TabAsync()).Policy.ShouldNotBeNull();

        policy.RequestWindow.ShouldBe(TimeSpan.FromDays(7));
        policy.CommentMaxLength.ShouldBe(5000);
    }

    private static GetFeedbackTab Tab(SagaService service, string contract, string caller) =>
        new() { ContractId = contract, CallerId = caller, AsOf = service.Now };
}
