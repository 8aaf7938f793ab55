using System.Text.Json;
using Contracts.Messages;
using Feedback.Saga.Requests;
using Feedback.Saga.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Shouldly;

namespace Feedback.Saga.Tests.Requests;

public sealed class When_the_client_would_rather_answer_later
{
    private static readonly (string, string) _on = ("Feedback:Policy:AllowNotNow", "true");
    private static readonly IdempotencyKey _key = new() { Key = "key-1", BodyHash = new string('a', 64) };

    public static TheoryData<string> Databases => ["SQLite", "PostgreSQL"];

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task R53_Should_end_the_request_as_declined_with_one_event_and_no_timer(string database)
    {
        await using var service = await StartAsync(database);
        var request = await service.GivenWaitingRequestAsync();
        var decline = TestData.Decline(request, service.Now.AddDays(2), service.Now.AddDays(30));

        var accepted = await service.SendAsync<DeclineAccepted>(decline);

        accepted.Request.Status.ShouldBe(FeedbackRequestStatuses.Declined);
        accepted.Request.EndedAt.ShouldBe(decline.DeclinedAt);
        accepted.Request.AskAgainFrom.ShouldBe(decline.AskAgainFrom);
        var state = await service.RequestAsync(request.RequestId);
        state.CurrentState.ShouldBe(nameof(FeedbackRequestStateMachine.Declined));
        state.ToView().ShouldBe(accepted.Request);
        (state.ExpiryTokenId, state.ReminderTokenId, state.FeedbackId).ShouldBe((null, null, null));
        (await service.TimersAsync()).ShouldBe(0);
        (await service.EventsAsync<FeedbackRequestDeclined>()).ShouldHaveSingleItem().ShouldBe(new FeedbackRequestDeclined
        {
            RequestId = request.RequestId,
            ContractId = TestData.Contract,
            ClientId = TestData.Client,
            FreelancerId = TestData.Freelancer,
            ContractTitle = "Landing page",
            DeclinedAt = decline.DeclinedAt,
            AskAgainFrom = decline.AskAgainFrom!.Value,
        });
        (await service.EventsAsync<FeedbackRequestExpired>()).ShouldBeEmpty();
    }

    [Fact]
    public async Task R53_Should_stay_declined_when_a_timer_that_was_under_way_arrives()
    {
        await using var service = await SagaService.StartAsync(_on);
        var request = await service.GivenWaitingRequestAsync();
        var token = (await service.RequestAsync(request.RequestId)).ExpiryTokenId!.Value;
        await service.SendAsync<DeclineAccepted>(TestData.Decline(request, service.Now));
        service.Clock.SetUtcNow(request.ExpiresAt);

        await service.FireAsync(new FeedbackRequestExpiryDue { RequestId = request.RequestId, ContractId = TestData.Contract }, token);
        await service.PublishAsync(TestData.End(service.Now.AddDays(-1)));

        (await service.StateAsync(request.RequestId)).ShouldBe(nameof(FeedbackRequestStateMachine.Declined));
        (await service.EventsAsync<FeedbackRequestExpired>()).ShouldBeEmpty();
        (await service.EventsAsync<FeedbackRequestClosed>()).ShouldBeEmpty();
    }

    [Fact]
    public async Task R53_Should_show_nothing_in_public()
    {
        await using var service = await SagaService.StartAsync(_on);
        var request = await service.GivenWaitingRequestAsync();
        var query = new GetWorkHistory { OwnerId = TestData.Freelancer, OfAgency = false, PageSize = 10 };
        var before = await service.SendAsync<WorkHistory>(query);

        await service.SendAsync<DeclineAccepted>(TestData.Decline(request, service.Now));

        JsonSerializer.Serialize(await service.SendAsync<WorkHistory>(query)).ShouldBe(JsonSerializer.Serialize(before));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task R53_Should_give_the_first_response_to_the_same_decline_and_have_one_effect(string database)
    {
        await using var service = await StartAsync(database);
        var request = await service.GivenWaitingRequestAsync();
        var decline = TestData.Decline(request, service.Now, service.Now.AddDays(3));

        var responses = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => service.SendAsync<DeclineAccepted>(decline)));
        var late = await service.SendAsync<DeclineAccepted>(
            TestData.Decline(request, service.Now.AddDays(10), service.Now.AddDays(3)));

        responses.Append(late).Select(response => response.Request).Distinct().ShouldHaveSingleItem();
        (await service.EventsAsync<FeedbackRequestDeclined>()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task R53_Should_refuse_a_second_wish_and_keep_the_first()
    {
        await using var service = await SagaService.StartAsync(_on);
        var request = await service.GivenWaitingRequestAsync();
        await service.SendAsync<DeclineAccepted>(TestData.Decline(request, service.Now, service.Now.AddDays(3)));

        (await service.ReasonsAsync(TestData.Decline(request, service.Now, service.Now.AddDays(4))))
            .ShouldBe([RefusalCodes.RequestNotPending]);

        (await service.RequestAsync(request.RequestId)).AskAgainFrom.ShouldBe(service.Now.AddDays(3));
        (await service.EventsAsync<FeedbackRequestDeclined>()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task R53_Should_repeat_the_first_response_to_the_same_key_and_refuse_another_body()
    {
        await using var service = await SagaService.StartAsync(_on);
        var request = await service.GivenWaitingRequestAsync();

        var first = await service.SendAsync<DeclineAccepted>(TestData.Decline(request, service.Now, key: _key));
        var again = await service.SendAsync<DeclineAccepted>(TestData.Decline(request, service.Now.AddDays(1), key: _key));
        var other = await service.SendAsync<IdempotencyKeyReused>(TestData.Decline(
            request, service.Now, service.Now.AddDays(1), key: _key with { BodyHash = new string('b', 64) }));

        again.ShouldBe(first);
        other.Key.ShouldBe(_key.Key);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task R53_Should_remember_the_key_of_a_decline_that_got_the_first_response_again(string database)
    {
        await using var service = await StartAsync(database);
        var request = await service.GivenWaitingRequestAsync();
        var first = await service.SendAsync<DeclineAccepted>(TestData.Decline(request, service.Now));

        var again = await service.SendAsync<DeclineAccepted>(TestData.Decline(request, service.Now.AddMinutes(1), key: _key));
        var other = await service.SendAsync<IdempotencyKeyReused>(TestData.Decline(
            request, service.Now.AddMinutes(2), service.Now.AddDays(1), key: _key with { BodyHash = new string('b', 64) }));
        var repeated = await service.SendAsync<DeclineAccepted>(TestData.Decline(request, service.Now.AddMinutes(3), key: _key));

        again.Request.ShouldBe(first.Request);
        repeated.ShouldBe(again);
        other.Key.ShouldBe(_key.Key);
        (await service.EventsAsync<FeedbackRequestDeclined>()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task R53_Should_refuse_alike_what_was_refused_when_it_comes_again()
    {
        await using var service = await SagaService.StartAsync();
        var request = await service.GivenWaitingRequestAsync();
        var decline = TestData.Decline(request, service.Now);
        var first = await service.SendAsync<FeedbackRefused>(decline);
        await service.SendAsync<FeedbackAccepted>(TestData.Feedback(service.Now));

        var again = await service.SendAsync<FeedbackRefused>(decline);

        again.Reasons.ShouldBe(first.Reasons);
        (await service.ReadAsync(db => db.Refusals.CountAsync())).ShouldBe(1);
    }

    [Fact]
    public async Task R53_Should_be_refused_and_not_offered_where_it_is_off()
    {
        await using var service = await SagaService.StartAsync();
        var request = await service.GivenWaitingRequestAsync();

        var tab = await service.TabAsync(TestData.Client);

        tab.Actions.DeclineRequest.Reasons.ShouldHaveSingleItem().Code.ShouldBe(RefusalCodes.NotNowNotAvailable);
        tab.Policy!.LongestAskAgain.ShouldBeNull();
        (await service.ReasonsAsync(TestData.Decline(request, service.Now))).ShouldBe([RefusalCodes.NotNowNotAvailable]);
        (await service.StateAsync(request.RequestId)).ShouldBe(nameof(FeedbackRequestStateMachine.Pending));
    }

    [Fact]
    public async Task R53_Should_be_offered_to_the_client_alone_and_only_while_the_request_waits()
    {
        await using var service = await SagaService.StartAsync(_on);
        await service.GivenEligibleContractAsync();
        var before = await service.TabAsync(TestData.Client);
        var request = await service.SendAsync<FeedbackRequestAccepted>(TestData.Request(service.Now));

        var client = await service.TabAsync(TestData.Client);
        var freelancer = await service.TabAsync(TestData.Freelancer);
        var late = await service.TabAsync(request.ExpiresAt, TestData.Client);
        await service.SendAsync<DeclineAccepted>(TestData.Decline(request, service.Now));
        var after = await service.TabAsync(TestData.Client);

        before.Actions.DeclineRequest.Reasons.ShouldHaveSingleItem().Code.ShouldBe(RefusalCodes.RequestNotPending);
        client.Actions.DeclineRequest.Allowed.ShouldBeTrue();
        client.Policy!.LongestAskAgain.ShouldBe(TimeSpan.FromDays(60));
        (freelancer.Actions.DeclineRequest.Allowed, freelancer.Actions.DeclineRequest.Reasons.Count).ShouldBe((false, 0));
        late.Actions.DeclineRequest.Allowed.ShouldBeFalse();
        after.Actions.DeclineRequest.Allowed.ShouldBeFalse();
        after.PendingRequest.ShouldBeNull();
        after.Requests.ShouldHaveSingleItem().Status.ShouldBe(FeedbackRequestStatuses.Declined);
    }

    [Fact]
    public async Task R53_Should_let_nobody_but_the_client_decline()
    {
        await using var service = await SagaService.StartAsync(_on);
        var request = await service.GivenWaitingRequestAsync();

        var denied = await service.SendAsync<CallerNotPermitted>(
            TestData.Decline(request, service.Now, caller: TestData.Freelancer));
        (await service.SendAsync(TestData.Decline(request, service.Now, caller: "somebody"))).ShouldBeOfType<ContractNotFound>();

        denied.RequiredRole.ShouldBe(ContractRoles.Client);
        (await service.StateAsync(request.RequestId)).ShouldBe(nameof(FeedbackRequestStateMachine.Pending));
    }

    [Fact]
    public async Task R53_Should_not_find_a_request_that_the_contract_does_not_have()
    {
        await using var service = await SagaService.StartAsync(_on);
        var request = await service.GivenWaitingRequestAsync();
        await service.GivenEligibleContractAsync("contract-2");
        var elsewhere = request with { ContractId = "contract-2" };
        var nowhere = request with { ContractId = "nowhere" };
        var unknown = request with { RequestId = Guid.CreateVersion7() };

        (await service.SendAsync(TestData.Decline(elsewhere, service.Now))).ShouldBeOfType<FeedbackRequestNotFound>();
        (await service.SendAsync(TestData.Decline(unknown, service.Now))).ShouldBeOfType<FeedbackRequestNotFound>();
        (await service.SendAsync(TestData.Decline(unknown, service.Now, caller: TestData.Freelancer)))
            .ShouldBeOfType<CallerNotPermitted>();
        (await service.SendAsync(TestData.Decline(unknown, service.Now, caller: "somebody"))).ShouldBeOfType<ContractNotFound>();
        (await service.SendAsync(TestData.Decline(nowhere, service.Now))).ShouldBeOfType<ContractNotFound>();

        (await service.StateAsync(request.RequestId)).ShouldBe(nameof(FeedbackRequestStateMachine.Pending));
        (await service.ReadAsync(db => db.Requests.CountAsync())).ShouldBe(1);
    }

    [Fact]
    public async Task R53_Should_not_find_a_request_whose_row_is_gone()
    {
        await using var service = await SagaService.StartAsync(_on);
        var request = await service.GivenWaitingRequestAsync();
        await service.ReadAsync(db => db.Requests.ExecuteDeleteAsync());

        (await service.SendAsync(TestData.Decline(request, service.Now))).ShouldBeOfType<FeedbackRequestNotFound>();
    }

    [Fact]
    public async Task R11_R53_Should_expire_what_is_declined_when_its_time_is_over_though_the_timer_is_late()
    {
        await using var service = await SagaService.StartAsync(_on);
        var request = await service.GivenWaitingRequestAsync();

        (await service.ReasonsAsync(TestData.Decline(request, request.ExpiresAt))).ShouldBe([RefusalCodes.RequestNotPending]);

        (await service.StateAsync(request.RequestId)).ShouldBe(nameof(FeedbackRequestStateMachine.Expired));
        (await service.EventsAsync<FeedbackRequestExpired>()).ShouldHaveSingleItem();
        (await service.EventsAsync<FeedbackRequestDeclined>()).ShouldBeEmpty();
        (await service.TimersAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task R53_Should_refuse_what_comes_after_the_contract_ended()
    {
        await using var service = await SagaService.StartAsync(_on);
        var request = await service.GivenWaitingRequestAsync();
        await service.PublishAsync(TestData.End(service.Now));
        await service.EndedAsync(request.RequestId);

        (await service.ReasonsAsync(TestData.Decline(request, service.Now)))
            .ShouldBe([RefusalCodes.ContractEnded, RefusalCodes.RequestNotPending]);

        (await service.StateAsync(request.RequestId)).ShouldBe(nameof(FeedbackRequestStateMachine.Closed));
    }

    [Fact]
    public async Task R42_R53_Should_end_once_when_answer_and_decline_meet()
    {
        await using var service = await SagaService.StartAsync(_on);
        for (var round = 0; round < 10; round++)
        {
            var request = await service.GivenWaitingRequestAsync($"contract-{round}");

            var responses = await Task.WhenAll(
                service.SendAsync(TestData.Decline(request, service.Now)),
                service.SendAsync(TestData.Feedback(service.Now, $"contract-{round}")));

            var state = await service.StateAsync(request.RequestId);
            responses[1].ShouldBeOfType<FeedbackAccepted>();
            (responses[0] is DeclineAccepted).ShouldBe(state == nameof(FeedbackRequestStateMachine.Declined));
            (((FeedbackAccepted)responses[1]).Feedback.RequestId is not null)
                .ShouldBe(state == nameof(FeedbackRequestStateMachine.Answered));
        }
    }

    [Fact]
    public async Task R54_Should_refuse_a_date_that_lies_behind_or_too_far_ahead_by_its_member()
    {
        await using var service = await SagaService.StartAsync(_on);
        var request = await service.GivenWaitingRequestAsync();
        var now = service.Now;

        foreach (var (date, problem) in new[]
        {
            (now.AddDays(-1), "must lie ahead"),
            (now, "must lie ahead"),
            (now.AddDays(60).AddMicroseconds(1), "must be at most 60 days ahead"),
        })
        {
            var invalid = await service.SendAsync<InvalidInput>(TestData.Decline(request, now, date));
            invalid.Errors.ShouldHaveSingleItem().Key.ShouldBe("askAgainFrom");
            invalid.Errors["askAgainFrom"].ShouldBe([problem]);
        }

        (await service.StateAsync(request.RequestId)).ShouldBe(nameof(FeedbackRequestStateMachine.Pending));
        await service.SendAsync<DeclineAccepted>(TestData.Decline(request, now, now.AddDays(60)));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task R54_Should_refuse_the_next_request_until_the_date_and_then_take_it(string database)
    {
        await using var service = await StartAsync(database);
        var request = await service.GivenWaitingRequestAsync();
        var from = service.Now.AddDays(20);
        await service.SendAsync<DeclineAccepted>(TestData.Decline(request, service.Now, from));

        var tooEarly = TestData.Request(from.AddMicroseconds(-1));
        var refused = await service.SendAsync<FeedbackRefused>(tooEarly);
        var offered = (await service.TabAsync(tooEarly.RequestedAt)).Actions.RequestFeedback;
        var next = await service.SendAsync<FeedbackRequestAccepted>(TestData.Request(from));

        refused.Reasons.ShouldHaveSingleItem().Code.ShouldBe(RefusalCodes.AskedForLater);
        refused.Reasons[0].EndsAt.ShouldBe(from);
        offered.Reasons.ShouldBe(refused.Reasons);
        next.ExpiresAt.ShouldBe(from.AddDays(14));
        var contract = await service.ReadAsync(db => db.Contracts.AsNoTracking().SingleAsync());
        contract.LastRequestAskAgainFrom.ShouldBeNull();
    }

    [Fact]
    public async Task R54_R14_Should_wait_for_the_end_of_the_fourteen_days_without_a_date()
    {
        await using var service = await SagaService.StartAsync(_on);
        var request = await service.GivenWaitingRequestAsync();
        await service.SendAsync<DeclineAccepted>(TestData.Decline(request, service.Now.AddDays(2)));

        (await service.ReasonsAsync(TestData.Request(request.ExpiresAt.AddMicroseconds(-1)))).ShouldBe([RefusalCodes.AskedForLater]);

        await service.SendAsync<FeedbackRequestAccepted>(TestData.Request(request.ExpiresAt));
    }

    [Fact]
    public async Task R55_Should_take_feedback_afterwards_as_unasked()
    {
        await using var service = await SagaService.StartAsync(_on);
        var request = await service.GivenWaitingRequestAsync();
        await service.SendAsync<DeclineAccepted>(TestData.Decline(request, service.Now, service.Now.AddDays(50)));

        var accepted = await service.SendAsync<FeedbackAccepted>(TestData.Feedback(service.Now.AddDays(1)));

        accepted.Feedback.RequestId.ShouldBeNull();
        (await service.StateAsync(request.RequestId)).ShouldBe(nameof(FeedbackRequestStateMachine.Declined));
        (await service.ReasonsAsync(TestData.Request(service.Now.AddDays(2))))
            .ShouldBe([RefusalCodes.RecentFeedback, RefusalCodes.AskedForLater]);
    }

    [Fact]
    public async Task R44_R53_Should_store_and_tell_what_it_was_decided_on()
    {
        await using var service = await SagaService.StartAsync(_on);
        var request = await service.GivenWaitingRequestAsync();
        await service.ReasonsAsync(TestData.Decline(request, request.ExpiresAt));
        var second = await service.SendAsync<FeedbackRequestAccepted>(TestData.Request(request.ExpiresAt));

        await service.SendAsync<DeclineAccepted>(TestData.Decline(second, second.RequestedAt));

        var state = await service.RequestAsync(second.RequestId);
        state.DeclinePolicy!.ShouldContain("\"allowNotNow\":true");
        state.DeclineFacts!.ShouldContain(second.RequestId.ToString());
        var story = await service.SendAsync<Story>(new GetFeedbackStory { ContractId = TestData.Contract });
        var declined = story.Entries.Single(entry => entry.What == "request-declined");
        using var details = JsonDocument.Parse(declined.Details);
        details.RootElement.GetProperty("askAgainFrom").GetDateTimeOffset().ShouldBe(second.ExpiresAt);
        details.RootElement.GetProperty("policy").ValueKind.ShouldBe(JsonValueKind.Object);
        details.RootElement.GetProperty("facts").ValueKind.ShouldBe(JsonValueKind.Object);
        story.Entries.Single(entry => entry.What == "decline-request-refused").Details.ShouldContain(RefusalCodes.RequestNotPending);
    }

    [Fact]
    public async Task R16_R53_Should_not_remind_of_a_request_that_was_declined()
    {
        await using var service = await SagaService.StartAsync(_on, ("Feedback:Policy:ReminderAfter", "7.00:00:00"));
        var request = await service.GivenWaitingRequestAsync();
        (await service.TimersAsync()).ShouldBe(2);

        await service.SendAsync<DeclineAccepted>(TestData.Decline(request, service.Now.AddDays(1)));

        (await service.TimersAsync()).ShouldBe(0);
        (await service.EventsAsync<FeedbackReminderDue>()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Should_decline_nothing_for_who_waits_no_longer()
    {
        await using var service = await SagaService.StartAsync(_on);
        var request = await service.GivenWaitingRequestAsync();

        await service.SendTooLateAsync(TestData.Decline(request, service.Now));

        (await service.StateAsync(request.RequestId)).ShouldBe(nameof(FeedbackRequestStateMachine.Pending));
        (await service.EventsAsync<FeedbackRequestDeclined>()).ShouldBeEmpty();
    }

    private static Task<SagaService> StartAsync(string database) =>
        database == "SQLite" ? SagaService.StartAsync(_on) : SagaService.StartOnPostgresAsync(_on);
}
