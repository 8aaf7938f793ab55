using Feedback.Saga.Contracts;
using Feedback.Saga.Eligibility;
using Feedback.Saga.Feedback;

namespace Feedback.Saga.Requests;

/// <summary>The states of a request that a message can lead to.</summary>
internal enum RequestOutcome
{
    /// <summary>The request stays as it is.</summary>
    Unchanged,

    /// <summary>No request comes of it: it was refused.</summary>
    NotMade,

    /// <summary>The request waits for the client.</summary>
    Pending,

    /// <summary>The client provided feedback in time.</summary>
    Answered,

    /// <summary>The request's time passed without an answer (R11).</summary>
    Expired,

    /// <summary>The contract ended first (R15).</summary>
    Closed,

    /// <summary>The client would rather answer later (R53).</summary>
    Declined,
}

/// <summary>What a message makes of a request: the new state, the timers, the events and the response.</summary>
internal sealed record FeedbackRequestTransition
{
    /// <summary>The message changes nothing, and nobody is told.</summary>
    public static FeedbackRequestTransition None { get; } = new();

    public RequestOutcome To { get; init; }

    /// <summary>When the request ended: the instant at which it happened, not the instant at which it is handled.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Of a request that is declined: the first instant at which the next may be made (R54).</summary>
    public DateTimeOffset? AskAgainFrom { get; init; }

    /// <summary>When the timer of the expiry is to fire; none if it is not set now.</summary>
    public DateTimeOffset? ExpiryDueAt { get; init; }

    /// <summary>When the timer of the reminder is to fire; none if it is not set now.</summary>
    public DateTimeOffset? ReminderDueAt { get; init; }

    /// <summary>Whether both timers are cancelled, if they are set.</summary>
    public bool CancelsTimers => EndedAt is not null;

    /// <summary>The feedback that is stored.</summary>
    public MidContractFeedback? Feedback { get; init; }

    /// <summary>What is published, in this order.</summary>
    public IReadOnlyList<object> Events { get; init; } = [];

    /// <summary>What the sender of the command is told; none for a message that nobody waits for.</summary>
    public object? Response { get; init; }

    /// <summary>The message changes nothing, and its sender gets this response.</summary>
    public static FeedbackRequestTransition Respond(object response) => new() { Response = response };
}

/// <summary>
/// Decides what a message makes of a request, from the request, the message, the facts and the policy alone. Each method is a
/// row of the table in docs/feedback-lifecycle.md.
/// </summary>
internal static class FeedbackRequestTransitions
{
    /// <summary><c>RequestFeedback</c> where there is no such request: judged by R1–R8.</summary>
    public static FeedbackRequestTransition Request(
        RequestFeedback command, Contract contract, ContractFacts facts, EligibilityPolicy policy)
    {
        var reasons = policy.AgainstRequesting(facts);
        if (reasons.Count > 0)
            return Refuse(contract, reasons) with { To = RequestOutcome.NotMade };

        var request = FeedbackRequestState.Of(command, contract, facts.At, policy.Options.RequestWindow);
        var requested = FeedbackRequestEvents.Requested(request);
        return new FeedbackRequestTransition
        {
            To = RequestOutcome.Pending,
            ExpiryDueAt = request.ExpiresAt,
            ReminderDueAt = request.RequestedAt + policy.Options.ReminderAfter,
            Events = EndedFirst(request, contract)
                ? [requested, FeedbackRequestEvents.Close(request, contract.EndedAt!.Value)]
                : [requested],
            Response = FeedbackRequestEvents.Accepted(request),
        };
    }

    /// <summary><c>RequestFeedback</c> again, for the request that came of it: the first response again.</summary>
    public static FeedbackRequestTransition RequestAgain(FeedbackRequestState request) =>
        FeedbackRequestTransition.Respond(FeedbackRequestEvents.Accepted(request));

    /// <summary>The next <c>RequestFeedback</c> on the contract while this request waits: it ends when its time is over (R13).</summary>
    public static FeedbackRequestTransition RequestNext(FeedbackRequestState request, Contract contract, DateTimeOffset at) =>
        at >= request.ExpiresAt ? RunOut(request, contract) : FeedbackRequestTransition.None;

    /// <summary>
    /// <c>ProvideFeedback</c> while a request waits, or while none does (R17). It answers the request if it was submitted in time
    /// (R18, R19). If not, the request's time is over, and the feedback is judged as unasked (R12).
    /// </summary>
    public static FeedbackRequestTransition Provide(
        FeedbackRequestState? waiting, ProvideFeedback command, Contract contract, ContractFacts facts, EligibilityPolicy policy)
    {
        var isAnswer = facts.At < waiting?.ExpiresAt;
        var runOut = waiting is null || isAnswer ? FeedbackRequestTransition.None : RunOut(waiting, contract);
        var reasons = policy.AgainstProviding(facts);
        if (reasons.Count > 0)
            return runOut with { Response = Refuse(contract, reasons).Response };

        var feedback = MidContractFeedback.Of(command, contract, isAnswer ? waiting!.CorrelationId : null, facts, policy);
        var ending = isAnswer ? new FeedbackRequestTransition { To = RequestOutcome.Answered, EndedAt = facts.At } : runOut;
        return ending with
        {
            Feedback = feedback,
            Events = [.. ending.Events, FeedbackRequestEvents.Provided(feedback, contract.Title!)],
            Response = new FeedbackAccepted { Feedback = feedback.ToView() },
        };
    }

    /// <summary>
    /// <c>DeclineFeedbackRequest</c>, in any state: the request ends if it waits. If its time was over by then it runs out, and the decline
    /// is refused, as an answer would be too late.
    /// </summary>
    public static FeedbackRequestTransition Decline(
        FeedbackRequestState request, DeclineFeedbackRequest command, Contract contract, ContractFacts facts, EligibilityPolicy policy)
    {
        var isLatest = facts.Request?.RequestId == request.CorrelationId;
        var isOverdue = isLatest && facts.Request!.EndedAt is null && facts.At >= request.ExpiresAt;
        var runOut = isOverdue ? RunOut(request, contract) : FeedbackRequestTransition.None;
        var reasons = policy.AgainstDeclining(isLatest ? facts : facts with { Request = null });
        if (reasons.Count > 0)
            return runOut with { Response = Refuse(contract, reasons).Response };

        var askAgainFrom = AskAgainFrom(request, command);
        return new FeedbackRequestTransition
        {
            To = RequestOutcome.Declined,
            EndedAt = facts.At,
            AskAgainFrom = askAgainFrom,
            Events = [FeedbackRequestEvents.Declined(request, facts.At, askAgainFrom)],
            Response = FeedbackRequestEvents.DeclineAccepted(request, facts.At, askAgainFrom),
        };
    }

    /// <summary>The first response again, to a decline with the wish that the request was declined with; none to any other.</summary>
    public static DeclineAccepted? DeclineAgain(FeedbackRequestState request, DeclineFeedbackRequest command) =>
        request.AskAgainFrom is { } askAgainFrom && askAgainFrom == AskAgainFrom(request, command)
            ? FeedbackRequestEvents.DeclineAccepted(request, request.EndedAt!.Value, askAgainFrom)
            : null;

    /// <summary><c>CloseFeedbackRequest</c> while the request waits: a contract that ended after its time leaves it to expire.</summary>
    public static FeedbackRequestTransition Close(FeedbackRequestState request, Contract contract) =>
        EndedFirst(request, contract) ? RunOut(request, contract) : FeedbackRequestTransition.None;

    /// <summary>The timer of the expiry while the request waits. It is early when the clocks of two machines differ.</summary>
    public static FeedbackRequestTransition ExpiryDue(FeedbackRequestState request, Contract contract, DateTimeOffset now) =>
        now < request.ExpiresAt
            ? new FeedbackRequestTransition { ExpiryDueAt = request.ExpiresAt }
            : RunOut(request, contract);

    /// <summary>The timer of the reminder while the request waits: the client is reminded while an answer is possible (R16).</summary>
    public static FeedbackRequestTransition ReminderDue(FeedbackRequestState request, Contract contract, DateTimeOffset now) =>
        now < request.ExpiresAt && !EndedFirst(request, contract)
            ? new FeedbackRequestTransition { Events = [FeedbackRequestEvents.ReminderDue(request)] }
            : FeedbackRequestTransition.None;

    /// <summary>The request ends without an answer: closed if the contract ended before its time was over, else expired.</summary>
    private static FeedbackRequestTransition RunOut(FeedbackRequestState request, Contract contract) =>
        EndedFirst(request, contract)
            ? new FeedbackRequestTransition
            {
                To = RequestOutcome.Closed,
                EndedAt = contract.EndedAt,
                Events = [FeedbackRequestEvents.Closed(request, contract.EndedAt!.Value)],
            }
            : new FeedbackRequestTransition
            {
                To = RequestOutcome.Expired,
                EndedAt = request.ExpiresAt,
                Events = [FeedbackRequestEvents.Expired(request)],
            };

    /// <summary>Without a wish, R14 stays: the next request may be made when the time of this one is over.</summary>
    private static DateTimeOffset AskAgainFrom(FeedbackRequestState request, DeclineFeedbackRequest command) =>
        command.AskAgainFrom?.ToMicroseconds() ?? request.ExpiresAt;

    private static bool EndedFirst(FeedbackRequestState request, Contract contract) => contract.EndedAt < request.ExpiresAt;

    private static FeedbackRequestTransition Refuse(Contract contract, IReadOnlyList<RefusalReason> reasons) =>
        FeedbackRequestTransition.Respond(new FeedbackRefused { ContractId = contract.ContractId, Reasons = reasons });
}
