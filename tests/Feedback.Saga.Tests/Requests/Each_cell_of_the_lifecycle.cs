using Contracts.Messages;
using Feedback.Saga.Contracts;
using Feedback.Saga.Eligibility;
using Feedback.Saga.Requests;
using Feedback.Saga.Tests.Eligibility;
using Feedback.Saga.Tests.Support;
using Shouldly;

namespace Feedback.Saga.Tests.Requests;

/// <summary>
/// The table of docs/feedback-lifecycle.md, a cell each: what a message makes of a request, without a host or a database. A
/// request is made at day 0 and expires at day 14.
/// </summary>
public sealed class Each_cell_of_the_lifecycle
{
    private static readonly DateTimeOffset _day0 = Policy.Now;
    private static readonly DateTimeOffset _day14 = _day0.AddDays(14);
    private static readonly TimeSpan _step = Policy.Step;
    private static readonly EligibilityPolicy _notNow = Policy.With(new FeedbackPolicyOptions { AllowNotNow = true });
    private static readonly RequestFeedback _command = TestData.Request(_day0, message: "How did it go?");

    private static readonly Dictionary<string, (Func<FeedbackRequestTransition> Decide, Cell Expected)> _cells = new()
    {
        ["RequestFeedback, no request: allowed"] = (
            () => Request(Contract()),
            new Cell(RequestOutcome.Pending) { ExpiryDueAt = _day14, Events = "FeedbackRequested", Response = "FeedbackRequestAccepted" }),
        ["RequestFeedback, no request: allowed, reminders on"] = (
            () => Request(Contract(), new FeedbackPolicyOptions { ReminderAfter = TimeSpan.FromDays(7) }),
            new Cell(RequestOutcome.Pending)
            {
                ExpiryDueAt = _day14,
                ReminderDueAt = _day0.AddDays(7),
                Events = "FeedbackRequested",
                Response = "FeedbackRequestAccepted",
            }),
        ["RequestFeedback, no request: allowed, and the contract's later end is known"] = (
            () => Request(Contract(end: _day14 - _step)),
            new Cell(RequestOutcome.Pending)
            {
                ExpiryDueAt = _day14,
                Events = "FeedbackRequested CloseFeedbackRequest",
                Response = "FeedbackRequestAccepted",
            }),
        ["RequestFeedback, no request: refused"] = (
            () => Request(Contract(end: _day0)),
            new Cell(RequestOutcome.NotMade) { Response = "FeedbackRefused" }),

        ["RequestFeedback of the same request, any state"] = (
            () => FeedbackRequestTransitions.RequestAgain(Pending()),
            new Cell(RequestOutcome.Unchanged) { Response = "FeedbackRequestAccepted" }),
        ["another RequestFeedback, Pending: in time"] = (
            () => FeedbackRequestTransitions.RequestNext(Pending(), Contract(), _day14 - _step),
            new Cell(RequestOutcome.Unchanged)),
        ["another RequestFeedback, Pending: from ExpiresAt on"] = (
            () => FeedbackRequestTransitions.RequestNext(Pending(), Contract(), _day14),
            new Cell(RequestOutcome.Expired) { EndedAt = _day14, Events = "FeedbackRequestExpired" }),
        ["another RequestFeedback, Pending: from ExpiresAt on, the contract ended first"] = (
            () => FeedbackRequestTransitions.RequestNext(Pending(), Contract(end: _day14 - _step), _day14),
            new Cell(RequestOutcome.Closed) { EndedAt = _day14 - _step, Events = "FeedbackRequestClosed" }),
        ["another RequestFeedback after the request ended: judged"] = (
            () => FeedbackRequestTransitions.Request(
                TestData.Request(_day14), Contract(), Facts(_day14) with { Request = Waiting() with { EndedAt = _day14 } },
                Policy.Default),
            new Cell(RequestOutcome.Pending)
            {
                ExpiryDueAt = _day14.AddDays(14),
                Events = "FeedbackRequested",
                Response = "FeedbackRequestAccepted",
            }),
        ["another RequestFeedback after the answer: recent feedback"] = (
            () => FeedbackRequestTransitions.Request(
                TestData.Request(_day14), Contract(), AfterAnswer(_day14), Policy.Default),
            new Cell(RequestOutcome.NotMade) { Response = "FeedbackRefused" }),

        ["ProvideFeedback, no request: allowed"] = (
            () => Provide(null, _day0, Contract(), Facts(_day0)),
            new Cell(RequestOutcome.Unchanged) { Events = "FeedbackProvided", Response = "FeedbackAccepted" }),
        ["ProvideFeedback, no request: refused"] = (
            () => Provide(null, _day0, Contract(), Facts(_day0) with { LastPaymentAt = null }),
            new Cell(RequestOutcome.Unchanged) { Response = "FeedbackRefused" }),
        ["ProvideFeedback in time, Pending: the answer"] = (
            () => Provide(
                Pending(), _day14 - _step, Contract(), Facts(_day14 - _step) with { Request = Waiting(), LastPaymentAt = null }),
            new Cell(RequestOutcome.Answered)
            {
                EndedAt = _day14 - _step,
                Events = "FeedbackProvided",
                Response = "FeedbackAccepted",
                IsAnswer = true,
            }),
        ["ProvideFeedback in time, Pending: the contract has ended"] = (
            () => Provide(
                Pending(), _day0.AddDays(2), Contract(end: _day0.AddDays(2)),
                Facts(_day0.AddDays(2)) with { Request = Waiting(), EndedAt = _day0.AddDays(2) }),
            new Cell(RequestOutcome.Unchanged) { Response = "FeedbackRefused" }),
        ["ProvideFeedback too late, Pending: expires, then taken as unasked"] = (
            () => Provide(Pending(), _day14, Contract(), Facts(_day14) with { Request = Waiting() }),
            new Cell(RequestOutcome.Expired)
            {
                EndedAt = _day14,
                Events = "FeedbackRequestExpired FeedbackProvided",
                Response = "FeedbackAccepted",
            }),
        ["ProvideFeedback too late, Pending: expires, then refused as unasked"] = (
            () => Provide(Pending(), _day14, Contract(), Facts(_day14) with { Request = Waiting(), LastPaymentAt = null }),
            new Cell(RequestOutcome.Expired) { EndedAt = _day14, Events = "FeedbackRequestExpired", Response = "FeedbackRefused" }),
        ["ProvideFeedback too late, Pending: the contract ended first"] = (
            () => Provide(
                Pending(), _day14, Contract(end: _day0.AddDays(2)),
                Facts(_day14) with { Request = Waiting(), EndedAt = _day0.AddDays(2) }),
            new Cell(RequestOutcome.Closed)
            {
                EndedAt = _day0.AddDays(2),
                Events = "FeedbackRequestClosed",
                Response = "FeedbackRefused",
            }),
        ["ProvideFeedback, Answered: recent feedback"] = (
            () => Provide(null, _day0.AddDays(3), Contract(), AfterAnswer(_day0.AddDays(3))),
            new Cell(RequestOutcome.Unchanged) { Response = "FeedbackRefused" }),
        ["ProvideFeedback in time, Expired: taken by R18, the request stays expired"] = (
            () => Provide(
                null, _day14 - _step, Contract(),
                Facts(_day14 - _step) with { Request = Waiting() with { EndedAt = _day14 }, LastPaymentAt = null }),
            new Cell(RequestOutcome.Unchanged) { Events = "FeedbackProvided", Response = "FeedbackAccepted" }),
        ["ProvideFeedback before the contract's end, Closed: taken by R18, the request stays closed"] = (
            () => Provide(
                null, _day0.AddDays(2) - _step, Contract(end: _day0.AddDays(2)),
                Facts(_day0.AddDays(2) - _step) with
                {
                    Request = Waiting() with { EndedAt = _day0.AddDays(2) },
                    EndedAt = _day0.AddDays(2),
                    LastPaymentAt = null,
                }),
            new Cell(RequestOutcome.Unchanged) { Events = "FeedbackProvided", Response = "FeedbackAccepted" }),

        ["DeclineFeedbackRequest, Pending: declined until the date"] = (
            () => Decline(Pending(), _day0.AddDays(2), _day0.AddDays(40)),
            new Cell(RequestOutcome.Declined)
            {
                EndedAt = _day0.AddDays(2),
                AskAgainFrom = _day0.AddDays(40),
                Events = "FeedbackRequestDeclined",
                Response = "DeclineAccepted",
            }),
        ["DeclineFeedbackRequest, Pending: without a date until ExpiresAt"] = (
            () => Decline(Pending(), _day14 - _step),
            new Cell(RequestOutcome.Declined)
            {
                EndedAt = _day14 - _step,
                AskAgainFrom = _day14,
                Events = "FeedbackRequestDeclined",
                Response = "DeclineAccepted",
            }),
        ["DeclineFeedbackRequest, Pending: off"] = (
            () => Decline(Pending(), _day0.AddDays(2), policy: Policy.Default),
            new Cell(RequestOutcome.Unchanged) { Response = "FeedbackRefused" }),
        ["DeclineFeedbackRequest, Pending: the contract has ended"] = (
            () => Decline(Pending(), _day0.AddDays(2), end: _day0.AddDays(2)),
            new Cell(RequestOutcome.Unchanged) { Response = "FeedbackRefused" }),
        ["DeclineFeedbackRequest, Pending: from ExpiresAt on"] = (
            () => Decline(Pending(), _day14),
            new Cell(RequestOutcome.Expired) { EndedAt = _day14, Events = "FeedbackRequestExpired", Response = "FeedbackRefused" }),
        ["DeclineFeedbackRequest, Pending: from ExpiresAt on, the contract ended first"] = (
            () => Decline(Pending(), _day14, end: _day0.AddDays(2)),
            new Cell(RequestOutcome.Closed)
            {
                EndedAt = _day0.AddDays(2),
                Events = "FeedbackRequestClosed",
                Response = "FeedbackRefused",
            }),
        ["DeclineFeedbackRequest, Answered, Expired or Closed: refused"] = (
            () => Decline(Pending(), _day0.AddDays(3), ended: _day0.AddDays(2)),
            new Cell(RequestOutcome.Unchanged) { Response = "FeedbackRefused" }),
        ["DeclineFeedbackRequest of an earlier request while another waits: refused"] = (
            () => FeedbackRequestTransitions.Decline(
                Pending(), TestData.Decline(Accepted(Pending()), _day0.AddDays(3)), Contract(),
                Facts(_day0.AddDays(3)) with { Request = Waiting() }, _notNow),
            new Cell(RequestOutcome.Unchanged) { Response = "FeedbackRefused" }),
        ["ProvideFeedback before the decline, Declined: taken by R18, the request stays declined"] = (
            () => Provide(
                null, _day0.AddDays(2) - _step, Contract(),
                Facts(_day0.AddDays(2) - _step) with
                {
                    Request = Waiting() with { EndedAt = _day0.AddDays(2), AskAgainFrom = _day14 },
                    LastPaymentAt = null,
                }),
            new Cell(RequestOutcome.Unchanged) { Events = "FeedbackProvided", Response = "FeedbackAccepted" }),
        ["ProvideFeedback from the decline on, Declined: judged as unasked"] = (
            () => Provide(
                null, _day0.AddDays(2), Contract(),
                Facts(_day0.AddDays(2)) with
                {
                    Request = Waiting() with { EndedAt = _day0.AddDays(2), AskAgainFrom = _day14 },
                    LastPaymentAt = null,
                }),
            new Cell(RequestOutcome.Unchanged) { Response = "FeedbackRefused" }),
        ["another RequestFeedback, Declined: before the date"] = (
            () => FeedbackRequestTransitions.Request(
                TestData.Request(_day14), Contract(),
                Facts(_day14) with { Request = Waiting() with { EndedAt = _day0, AskAgainFrom = _day14 + _step } }, _notNow),
            new Cell(RequestOutcome.NotMade) { Response = "FeedbackRefused" }),

        ["CloseFeedbackRequest, Pending: the contract ended before ExpiresAt"] = (
            () => FeedbackRequestTransitions.Close(Pending(), Contract(end: _day14 - _step)),
            new Cell(RequestOutcome.Closed) { EndedAt = _day14 - _step, Events = "FeedbackRequestClosed" }),
        ["CloseFeedbackRequest, Pending: the contract ended at ExpiresAt"] = (
            () => FeedbackRequestTransitions.Close(Pending(), Contract(end: _day14)),
            new Cell(RequestOutcome.Unchanged)),

        ["Expiry, Pending: early"] = (
            () => FeedbackRequestTransitions.ExpiryDue(Pending(), Contract(), _day14 - _step),
            new Cell(RequestOutcome.Unchanged) { ExpiryDueAt = _day14 }),
        ["Expiry, Pending: due"] = (
            () => FeedbackRequestTransitions.ExpiryDue(Pending(), Contract(), _day14),
            new Cell(RequestOutcome.Expired) { EndedAt = _day14, Events = "FeedbackRequestExpired" }),
        ["Expiry, Pending: due, the contract ended first"] = (
            () => FeedbackRequestTransitions.ExpiryDue(Pending(), Contract(end: _day14 - _step), _day14),
            new Cell(RequestOutcome.Closed) { EndedAt = _day14 - _step, Events = "FeedbackRequestClosed" }),

        ["Reminder, Pending: in time"] = (
            () => FeedbackRequestTransitions.ReminderDue(Pending(), Contract(), _day14 - _step),
            new Cell(RequestOutcome.Unchanged) { Events = "FeedbackReminderDue" }),
        ["Reminder, Pending: too late"] = (
            () => FeedbackRequestTransitions.ReminderDue(Pending(), Contract(), _day14),
            new Cell(RequestOutcome.Unchanged)),
        ["Reminder, Pending: the contract has ended"] = (
            () => FeedbackRequestTransitions.ReminderDue(Pending(), Contract(end: _day0.AddDays(2)), _day0.AddDays(7)),
            new Cell(RequestOutcome.Unchanged)),
    };

    public static TheoryData<string> Cells => [.. _cells.Keys];

    [Theory]
    [MemberData(nameof(Cells))]
    public void Should_be_decided_as_the_table_says(string cell)
    {
        var (decide, expected) = _cells[cell];

        var transition = decide();

        Cell.Of(transition).ShouldBe(expected);
        transition.CancelsTimers.ShouldBe(
            expected.To is RequestOutcome.Answered or RequestOutcome.Expired or RequestOutcome.Closed or RequestOutcome.Declined);
    }

    private static FeedbackRequestTransition Request(Contract contract, FeedbackPolicyOptions? options = null) =>
        FeedbackRequestTransitions.Request(
            _command,
            contract,
            Facts(_day0) with { EndedAt = contract.EndedAt },
            options is null ? Policy.Default : Policy.With(options));

    private static FeedbackRequestTransition Provide(
        FeedbackRequestState? waiting, DateTimeOffset at, Contract contract, ContractFacts facts) =>
        FeedbackRequestTransitions.Provide(waiting, TestData.Feedback(at), contract, facts, Policy.Default);

    private static FeedbackRequestTransition Decline(
        FeedbackRequestState request, DateTimeOffset at, DateTimeOffset? askAgainFrom = null, DateTimeOffset? end = null,
        DateTimeOffset? ended = null, EligibilityPolicy? policy = null) =>
        FeedbackRequestTransitions.Decline(
            request,
            TestData.Decline(Accepted(request), at, askAgainFrom),
            Contract(end),
            Facts(at) with { EndedAt = end, Request = Waiting() with { RequestId = request.CorrelationId, EndedAt = ended } },
            policy ?? _notNow);

    private static FeedbackRequestAccepted Accepted(FeedbackRequestState request) => FeedbackRequestEvents.Accepted(request);

    private static Contract Contract(DateTimeOffset? end = null)
    {
        var contract = new Contract { ContractId = TestData.Contract };
        contract.Start(TestData.Start(_day0.AddDays(-100)));
        if (end is { } endedAt)
            contract.End(endedAt);

        return contract;
    }

    private static ContractFacts Facts(DateTimeOffset at) => Policy.Eligible with { At = at, LastPaymentAt = at.AddDays(-1) };

    private static ContractFacts AfterAnswer(DateTimeOffset at) => Facts(at) with
    {
        Request = Waiting() with { EndedAt = _day0.AddDays(1), Answered = true },
        LastFeedbackAt = _day0.AddDays(1),
    };

    private static LatestRequest Waiting() => Policy.Waiting(_day0);

    private static FeedbackRequestState Pending() => FeedbackRequestState.Of(_command, Contract(), _day0, _day14 - _day0);

    /// <summary>What a cell says: events and response by the names of their messages.</summary>
    private sealed record Cell(RequestOutcome To)
    {
        public DateTimeOffset? EndedAt { get; init; }

        public DateTimeOffset? AskAgainFrom { get; init; }

        public DateTimeOffset? ExpiryDueAt { get; init; }

        public DateTimeOffset? ReminderDueAt { get; init; }

        public string Events { get; init; } = "";

        public string Response { get; init; } = "";

        /// <summary>Whether the stored feedback names the request that it answers.</summary>
        public bool IsAnswer { get; init; }

        public static Cell Of(FeedbackRequestTransition transition) => new(transition.To)
        {
            EndedAt = transition.EndedAt,
            AskAgainFrom = transition.AskAgainFrom,
            ExpiryDueAt = transition.ExpiryDueAt,
            ReminderDueAt = transition.ReminderDueAt,
            Events = string.Join(' ', transition.Events.Select(message => message.GetType().Name)),
            Response = transition.Response?.GetType().Name ?? "",
            IsAnswer = transition.Feedback?.RequestId is not null,
        };
    }
}
