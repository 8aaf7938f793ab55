using Contracts.Messages;
using Feedback.Saga.Giving;
using MassTransit;
using Microsoft.Extensions.Logging;

namespace Feedback.Saga.Requests;

/// <summary>
/// A request for feedback: it waits, then is answered, expires or is closed, once (R42). The table of its states and
/// events is docs/feedback-lifecycle.md. Whatever is handled here has its contract's row locked first.
/// </summary>
internal sealed class FeedbackRequestStateMachine : MassTransitStateMachine<FeedbackRequestState>
{
    public FeedbackRequestStateMachine(ILogger<FeedbackRequestStateMachine> logger)
    {
        InstanceState(request => request.CurrentState);

        Event(() => Asked, asked => asked.CorrelateById(context => context.Message.RequestId));

        // Which request it is for, if any, the contract's locked row says (FeedbackSagaEndpoints); the message knows its own id alone.
        Event(() => Given, given => given
            .CorrelateById(context => context.Message.FeedbackId)
            .OnMissingInstance(missing => missing.ExecuteAsync(context =>
                context.GetServiceOrCreateInstance<GivingStep>().GiveUnaskedAsync(context))));

        Event(() => ContractEnded, ended => ended
            .CorrelateById(context => context.Message.RequestId)
            .OnMissingInstance(missing => missing.Execute(context =>
                logger.RequestMissing("Close", context.Message.RequestId, context.Message.ContractId))));
        Schedule(() => Expiry, request => request.ExpiryTokenId, timer => timer.Received = due => due
            .CorrelateById(context => context.Message.RequestId)
            .OnMissingInstance(missing => missing.Execute(context =>
                logger.RequestMissing("Expiry", context.Message.RequestId, context.Message.ContractId))));
        Schedule(() => Reminder, request => request.ReminderTokenId, timer => timer.Received = due => due
            .CorrelateById(context => context.Message.RequestId)
            .OnMissingInstance(missing => missing.Execute(context =>
                logger.RequestMissing("Reminder", context.Message.RequestId, context.Message.ContractId))));

        Initially(
            When(Asked)
                .ThenAsync(RequestSteps.DecideAsking)
                .IfElse(RequestSteps.IsAccepted,
                    accepted => accepted
                        .Schedule(Expiry, context => ExpiryOf(context.Saga), context => context.Saga.ExpiresAt.UtcDateTime)
                        .If(RequestSteps.RemindersAreOn, reminded => reminded
                            .Schedule(Reminder, context => ReminderOf(context.Saga), context => RequestSteps.ReminderInstant(context)))
                        .Publish(context => FeedbackRequestEvents.Requested(context.Saga))
                        .ThenAsync(RequestSteps.CloseIfTheContractHasEnded)
                        .ThenAsync(RequestSteps.TellAsker)
                        .TransitionTo(Pending),
                    refused => refused
                        .ThenAsync(RequestSteps.TellAsker)
                        .Finalize()));

        During(Pending,
            When(Given)
                .ThenAsync(RequestSteps.DecideGiving)
                .If(RequestSteps.ComesTooLate, late => RunOut(late))
                .If(RequestSteps.IsTheAnswer, answer => StopTimers(answer)
                    .Then(RequestSteps.Answer)
                    .TransitionTo(Answered))
                .ThenAsync(RequestSteps.TellGiver),
            When(ContractEnded)
                .If(RequestSteps.ContractEndsFirst, ended => CloseIt(ended)),
            When(Expiry.Received)
                .IfElse(RequestSteps.IsEarly,
                    early => early
                        .Schedule(Expiry, context => ExpiryOf(context.Saga), context => context.Saga.ExpiresAt.UtcDateTime),
                    due => RunOut(due)),
            When(Reminder.Received)
                .If(RequestSteps.MayRemind, reminded => reminded
                    .Publish(context => FeedbackRequestEvents.ReminderDue(context.Saga))
                    .Then(context => logger.RequestReminded(context.Saga.CorrelationId, context.Saga.ContractId))));

        // What comes after the end changes nothing. Feedback finds no waiting request then, and is judged as unasked.
        During([Answered, Expired, Closed],
            Ignore(Given),
            Ignore(ContractEnded),
            Ignore(Expiry.Received),
            Ignore(Reminder.Received));

        DuringAny(
            When(Asked)
                .ThenAsync(RequestSteps.TellAskerAgain));

        // An ask that was refused leaves no request behind.
        SetCompletedWhenFinalized();
    }

    /// <summary>It waits for the client.</summary>
    public State Pending { get; private set; } = null!;

    /// <summary>The client gave feedback in time.</summary>
    public State Answered { get; private set; } = null!;

    /// <summary>Its time passed unanswered (R11).</summary>
    public State Expired { get; private set; } = null!;

    /// <summary>The contract ended first (R15).</summary>
    public State Closed { get; private set; } = null!;

    /// <summary>The freelancer asked.</summary>
    public Event<RequestFeedback> Asked { get; private set; } = null!;

    /// <summary>The client gave feedback on the contract, asked for or not (R19).</summary>
    public Event<ProvideFeedback> Given { get; private set; } = null!;

    /// <summary>The contract ended while the request waited.</summary>
    public Event<CloseFeedbackRequest> ContractEnded { get; private set; } = null!;

    /// <summary>The timer of the 14 days (R10).</summary>
    public Schedule<FeedbackRequestState, FeedbackRequestExpiryDue> Expiry { get; private set; } = null!;

    /// <summary>The timer of the reminder, off by default (R16).</summary>
    public Schedule<FeedbackRequestState, FeedbackRequestReminderDue> Reminder { get; private set; } = null!;

    /// <summary>Its time is over: what ended first, the contract or the time, tells how.</summary>
    private EventActivityBinder<FeedbackRequestState, T> RunOut<T>(EventActivityBinder<FeedbackRequestState, T> over)
        where T : class
        => over.IfElse(RequestSteps.ContractEndsFirst, ended => CloseIt(ended), unanswered => ExpireIt(unanswered));

    private EventActivityBinder<FeedbackRequestState, T> ExpireIt<T>(EventActivityBinder<FeedbackRequestState, T> unanswered)
        where T : class
        => StopTimers(unanswered)
            .Then(RequestSteps.Expire)
            .Publish(context => FeedbackRequestEvents.Expired(context.Saga))
            .TransitionTo(Expired);

    private EventActivityBinder<FeedbackRequestState, T> CloseIt<T>(EventActivityBinder<FeedbackRequestState, T> ended)
        where T : class
        => StopTimers(ended)
            .Then(RequestSteps.Close)
            .Publish(context => FeedbackRequestEvents.Closed(context.Saga))
            .TransitionTo(Closed);

    private EventActivityBinder<FeedbackRequestState, T> StopTimers<T>(EventActivityBinder<FeedbackRequestState, T> ending)
        where T : class
        => ending
            .Unschedule(Expiry)
            .Unschedule(Reminder);

    private static FeedbackRequestExpiryDue ExpiryOf(FeedbackRequestState request)
        => new() { RequestId = request.CorrelationId, ContractId = request.ContractId };

    private static FeedbackRequestReminderDue ReminderOf(FeedbackRequestState request)
        => new() { RequestId = request.CorrelationId, ContractId = request.ContractId };
}
