using Feedback.Saga.Contracts;
using Feedback.Saga.Persistence;
using MassTransit;
using Microsoft.Extensions.Logging;

namespace Feedback.Saga.Requests;

/// <summary>
/// Carries a transition out: on the request's row, on its contract's row, on its timers and on the bus. All of it takes effect
/// when the message's transaction commits.
/// </summary>
internal sealed partial class FeedbackRequestExecutor(
    FeedbackRequestStateMachine machine, FeedbackDbContext db, TimeProvider clock, ILogger<FeedbackRequestExecutor> logger)
{
    /// <summary>The contract of the request, whose row is locked.</summary>
    /// <exception cref="InvalidOperationException">It is not locked.</exception>
    public Contract ContractOf(FeedbackRequestState request) =>
        db.LockedContract(request.ContractId)
        ?? throw new InvalidOperationException($"Contract {request.ContractId} of request {request.CorrelationId} is not locked.");

    public async Task ExecuteAsync<T>(BehaviorContext<FeedbackRequestState, T> context, FeedbackRequestTransition transition)
        where T : class
    {
        var request = context.Saga;
        if (transition.EndedAt is { } endedAt)
        {
            request.EndedAt = endedAt;
            request.AnsweredAfterSeconds = transition.To == RequestOutcome.Answered
                ? (int)(endedAt - request.RequestedAt).TotalSeconds
                : null;
            request.AskAgainFrom = transition.AskAgainFrom;
            request.FeedbackId = transition.Feedback?.RequestId is null ? null : transition.Feedback.FeedbackId;
            ContractOf(request).RequestEnded(
                request.CorrelationId, endedAt, transition.To == RequestOutcome.Answered, transition.AskAgainFrom);
        }

        await SetTimersAsync(context, transition);
        await context.PublishAndRespondAsync(transition, clock.GetUtcNow());
        if (StateOf(transition.To) is { } state)
            await context.TransitionToState(state);

        Log(request, transition);
    }

    private async Task SetTimersAsync<T>(BehaviorContext<FeedbackRequestState, T> context, FeedbackRequestTransition transition)
        where T : class
    {
        var (requestId, contractId) = (context.Saga.CorrelationId, context.Saga.ContractId);
        if (transition.CancelsTimers)
        {
            await CancelAsync(context, machine.Expiry);
            await CancelAsync(context, machine.Reminder);
        }

        if (transition.ExpiryDueAt is { } expiryDueAt)
        {
            await SetAsync(
                context,
                machine.Expiry,
                new FeedbackRequestExpiryDue { RequestId = requestId, ContractId = contractId },
                expiryDueAt);
        }

        if (transition.ReminderDueAt is { } reminderDueAt)
        {
            await SetAsync(
                context,
                machine.Reminder,
                new FeedbackRequestReminderDue { RequestId = requestId, ContractId = contractId },
                reminderDueAt);
        }
    }

    private static async Task SetAsync<TTimer>(
        BehaviorContext<FeedbackRequestState> context, Schedule<FeedbackRequestState, TTimer> schedule, TTimer timer, DateTimeOffset dueAt)
        where TTimer : class
    {
        await CancelAsync(context, schedule);
        var scheduled = await context.ScheduleSend(dueAt.UtcDateTime, timer, context.CancellationToken);
        schedule.SetTokenId(context.Saga, scheduled.TokenId);
    }

    private static async Task CancelAsync<TTimer>(
        BehaviorContext<FeedbackRequestState> context, Schedule<FeedbackRequestState, TTimer> schedule)
        where TTimer : class
    {
        if (schedule.GetTokenId(context.Saga) is not { } token)
            return;

        await context.GetPayload<MessageSchedulerContext>().CancelScheduledSend(context.ReceiveContext.InputAddress, token);
        schedule.SetTokenId(context.Saga, null);
    }

    private State? StateOf(RequestOutcome outcome) => outcome switch
    {
        RequestOutcome.Unchanged => null,
        RequestOutcome.NotMade => machine.Final,
        RequestOutcome.Pending => machine.Pending,
        RequestOutcome.Answered => machine.Answered,
        RequestOutcome.Expired => machine.Expired,
        RequestOutcome.Closed => machine.Closed,
        RequestOutcome.Declined => machine.Declined,
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "Unknown outcome."),
    };

    private void Log(FeedbackRequestState request, FeedbackRequestTransition transition)
    {
        if (transition.To == RequestOutcome.Pending)
            LogAccepted(request.CorrelationId, request.ContractId, request.ExpiresAt);
        else if (transition.To == RequestOutcome.Answered)
            LogAnswered(request.CorrelationId, request.ContractId, request.FeedbackId!.Value);
        else if (transition.To == RequestOutcome.Expired)
            LogExpired(request.CorrelationId, request.ContractId, request.ExpiresAt);
        else if (transition.To == RequestOutcome.Closed)
            LogClosed(request.CorrelationId, request.ContractId, request.EndedAt!.Value);
        else if (transition.To == RequestOutcome.Declined)
            LogDeclined(request.CorrelationId, request.ContractId, request.AskAgainFrom!.Value);
        else if (transition.Events.OfType<FeedbackReminderDue>().Any())
            LogReminded(request.CorrelationId, request.ContractId);
    }

    [LoggerMessage(LogLevel.Information, "Request {RequestId} on contract {ContractId} accepted: waits until {ExpiresAt:O}")]
    private partial void LogAccepted(Guid requestId, string contractId, DateTimeOffset expiresAt);

    [LoggerMessage(LogLevel.Information, "Request {RequestId} on contract {ContractId} answered by feedback {FeedbackId}")]
    private partial void LogAnswered(Guid requestId, string contractId, Guid feedbackId);

    [LoggerMessage(LogLevel.Information, "Request {RequestId} on contract {ContractId} expired at {ExpiredAt:O}")]
    private partial void LogExpired(Guid requestId, string contractId, DateTimeOffset expiredAt);

    [LoggerMessage(LogLevel.Information, "Request {RequestId} on contract {ContractId} closed: the contract ended at {EndedAt:O}")]
    private partial void LogClosed(Guid requestId, string contractId, DateTimeOffset endedAt);

    [LoggerMessage(LogLevel.Information, "Request {RequestId} on contract {ContractId} declined: the next from {AskAgainFrom:O} on")]
    private partial void LogDeclined(Guid requestId, string contractId, DateTimeOffset askAgainFrom);

    [LoggerMessage(LogLevel.Information, "Request {RequestId} on contract {ContractId}: the client is reminded")]
    private partial void LogReminded(Guid requestId, string contractId);
}

internal static class TransitionMessages
{
    /// <summary>Publishes the events of a transition, and responds if the sender waits for a response.</summary>
    /// <param name="context">The message that it follows from.</param>
    /// <param name="transition">The transition.</param>
    /// <param name="now">The present instant: what is told as of another one names this, too.</param>
    public static async Task PublishAndRespondAsync(
        this ConsumeContext context, FeedbackRequestTransition transition, DateTimeOffset? now = null)
    {
        foreach (var message in transition.Events)
        {
            if (now is not null && message is FeedbackRequestClosed or FeedbackRequestExpired)
                await context.Publish(message, message.GetType(), SetDecided, context.CancellationToken);
            else
                await context.Publish(message, message.GetType(), context.CancellationToken);
        }

        if (transition.Response is { } response && context.ResponseAddress is not null)
            await context.RespondAsync(response, response.GetType());

        void SetDecided(PublishContext published) => published.Headers.Set(Decided.Header, now!.Value.ToString("O"));
    }
}
