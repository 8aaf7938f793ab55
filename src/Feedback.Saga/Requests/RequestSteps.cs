using Contracts.Messages;
using Feedback.Saga.Decisions;
using Feedback.Saga.Giving;
using MassTransit;

namespace Feedback.Saga.Requests;

/// <summary>The steps of <see cref="FeedbackRequestStateMachine"/>, on the services of the message's scope.</summary>
internal static class RequestSteps
{
    public static async Task DecideAsking(BehaviorContext<FeedbackRequestState, RequestFeedback> context)
    {
        var decision = await context.GetServiceOrCreateInstance<AskingStep>().DecideAsync(context, context.Saga);
        context.AddOrUpdatePayload(() => decision, _ => decision);
    }

    public static async Task DecideGiving(BehaviorContext<FeedbackRequestState, ProvideFeedback> context)
    {
        var decision = await context.GetServiceOrCreateInstance<GivingStep>().DecideAsync(context, context.Saga);
        context.AddOrUpdatePayload(() => decision, _ => decision);
    }

    public static bool IsAccepted(BehaviorContext<FeedbackRequestState, RequestFeedback> context)
        => context.GetPayload<AskingDecision>().Accepted;

    public static bool IsTheAnswer(BehaviorContext<FeedbackRequestState, ProvideFeedback> context)
        => context.GetPayload<GivingDecision>().AnswersRequest;

    public static bool ComesTooLate(BehaviorContext<FeedbackRequestState, ProvideFeedback> context)
        => context.GetPayload<GivingDecision>().RequestIsOver;

    public static Task TellAsker(BehaviorContext<FeedbackRequestState, RequestFeedback> context)
        => context.AnswerAsync(context.GetPayload<AskingDecision>().Answer);

    public static Task TellAskerAgain(BehaviorContext<FeedbackRequestState, RequestFeedback> context)
        => context.AnswerAsync(AskingStep.Accepted(context.Saga));

    public static Task TellGiver(BehaviorContext<FeedbackRequestState, ProvideFeedback> context)
        => context.GetServiceOrCreateInstance<GivingStep>().TellAsync(context, context.GetPayload<GivingDecision>());

    /// <summary>An ask may be handled after the end of its contract is known, though it was made before (R40).</summary>
    public static Task CloseIfTheContractHasEnded(BehaviorContext<FeedbackRequestState, RequestFeedback> context)
        => CloseFeedbackRequest.For(context.GetPayload<AskingDecision>().Contract!) is { } close
            ? context.Publish(close, context.CancellationToken)
            : Task.CompletedTask;

    public static void Answer(BehaviorContext<FeedbackRequestState, ProvideFeedback> context)
        => context.Ending().Answer(context.Saga, context.GetPayload<GivingDecision>().Feedback!);

    public static void Expire<T>(BehaviorContext<FeedbackRequestState, T> context)
        where T : class
        => context.Ending().Expire(context.Saga);

    public static void Close<T>(BehaviorContext<FeedbackRequestState, T> context)
        where T : class
        => context.Ending().Close(context.Saga);

    public static bool ContractEndsFirst<T>(BehaviorContext<FeedbackRequestState, T> context)
        where T : class
        => context.Ending().ContractEndsFirst(context.Saga);

    /// <summary>Whether a timer came before its instant: the clocks of two machines differ.</summary>
    public static bool IsEarly(BehaviorContext<FeedbackRequestState, FeedbackRequestExpiryDue> context)
        => context.Now() < context.Saga.ExpiresAt;

    public static bool MayRemind(BehaviorContext<FeedbackRequestState, FeedbackRequestReminderDue> context)
        => context.Ending().MayRemind(context.Saga, context.Now());

    public static bool RemindersAreOn(BehaviorContext<FeedbackRequestState, RequestFeedback> context)
        => context.GetServiceOrCreateInstance<PolicyInForce>().Options.ReminderAfter is not null;

    public static DateTime ReminderInstant(BehaviorContext<FeedbackRequestState, RequestFeedback> context)
        => (context.Saga.RequestedAt + context.GetServiceOrCreateInstance<PolicyInForce>().Options.ReminderAfter!.Value).UtcDateTime;

    private static RequestEnding Ending(this ConsumeContext context) => context.GetServiceOrCreateInstance<RequestEnding>();

    private static DateTimeOffset Now(this ConsumeContext context) => context.GetServiceOrCreateInstance<TimeProvider>().GetUtcNow();
}
