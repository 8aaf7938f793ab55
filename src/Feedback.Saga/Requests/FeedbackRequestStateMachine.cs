using Feedback.Saga.Contracts;
using Feedback.Saga.Feedback;
using Feedback.Saga.Persistence;
using MassTransit;
using Messaging.EntityFrameworkCore;
using Messaging.EntityFrameworkCore.Receiving;
using Messaging.EntityFrameworkCore.Sagas;
using Microsoft.Extensions.Logging;

namespace Feedback.Saga.Requests;

/// <summary>
/// A request for feedback: it waits, then is answered, declined or closed, or expires, once (R42). docs/feedback-lifecycle.md has the
/// table of states and messages; <see cref="FeedbackRequestTransitions"/> decides each cell, and
/// <see cref="FeedbackRequestExecutor"/> carries it out. <see cref="FeedbackRequestCorrelation"/> locks the contract's row
/// before anything is decided, and tells from it which requests a command is for.
/// </summary>
internal sealed partial class FeedbackRequestStateMachine : MassTransitStateMachine<FeedbackRequestState>
{
    private readonly TimeProvider _clock;
    private readonly ILogger<FeedbackRequestStateMachine> _logger;

    public FeedbackRequestStateMachine(TimeProvider clock, ILogger<FeedbackRequestStateMachine> logger)
    {
        (_clock, _logger) = (clock, logger);
        InstanceState(request => request.CurrentState);

        Event(() => RequestFeedback, request => request
            .CorrelateByLockedRow(message => message.RequestId));
        Event(() => ProvideFeedback, provide => provide
            .CorrelateByLockedRow(message => message.FeedbackId)
            .OtherwiseConsumedBy<ProvideUnaskedFeedbackConsumer>());
        Event(() => DeclineFeedbackRequest, decline => decline
            .CorrelateByLockedRow(message => message.RequestId)
            .OtherwiseConsumedBy<DeclineUnknownRequestConsumer>());
        Event(() => CloseFeedbackRequest, close => close
            .CorrelateById(context => context.Message.RequestId)
            .OnMissingInstance(missing => missing.Execute(context =>
                LogMissing(nameof(CloseFeedbackRequest), context.Message.RequestId, context.Message.ContractId))));

        Schedule(() => Expiry, request => request.ExpiryTokenId, timer => timer.Received = due => due
            .CorrelateById(context => context.Message.RequestId)
            .OnMissingInstance(missing => missing.Execute(context =>
                TellMissing(nameof(Expiry), FeedbackTelemetry.Timers.Expiry, context.Message.RequestId, context.Message.ContractId))));
        Schedule(() => Reminder, request => request.ReminderTokenId, timer => timer.Received = due => due
            .CorrelateById(context => context.Message.RequestId)
            .OnMissingInstance(missing => missing.Execute(context =>
                TellMissing(nameof(Reminder), FeedbackTelemetry.Timers.Reminder, context.Message.RequestId, context.Message.ContractId))));

        Initially(
            When(RequestFeedback).ThenAsync(BecomePendingOrRefuse));

        During(Pending,
            When(RequestFeedback, IsTheSame).ThenAsync(RespondAgain),
            When(RequestFeedback, IsTheNext).ThenAsync(RunOut),
            When(ProvideFeedback).ThenAsync(BecomeAnsweredOrRunOut),
            When(DeclineFeedbackRequest).ThenAsync(BecomeDeclinedOrRefuse),
            When(CloseFeedbackRequest).ThenAsync(BecomeClosed),
            When(Expiry.Received).ThenAsync(RunOutOrSetExpiryAgain),
            When(Reminder.Received).ThenAsync(Remind));

        // What comes after the end changes nothing. Feedback finds no waiting request then, and is judged as unasked.
        During([Answered, Expired, Closed, Declined],
            When(RequestFeedback).ThenAsync(RespondAgain),
            When(DeclineFeedbackRequest).ThenAsync(BecomeDeclinedOrRefuse),
            Ignore(ProvideFeedback),
            Ignore(CloseFeedbackRequest),
            When(Expiry.AnyReceived).Then(_ => CountStale(FeedbackTelemetry.Timers.Expiry)),
            Ignore(Expiry.Received),
            When(Reminder.AnyReceived).Then(_ => CountStale(FeedbackTelemetry.Timers.Reminder)),
            Ignore(Reminder.Received));

        // A command that was refused leaves no request behind.
        SetCompletedWhenFinalized();
    }

    /// <summary>The request waits for the client.</summary>
    public State Pending { get; private set; } = null!;

    /// <summary>The client provided feedback in time.</summary>
    public State Answered { get; private set; } = null!;

    /// <summary>The request's time passed without an answer (R11).</summary>
    public State Expired { get; private set; } = null!;

    /// <summary>The contract ended first (R15).</summary>
    public State Closed { get; private set; } = null!;

    /// <summary>The client would rather answer later (R53).</summary>
    public State Declined { get; private set; } = null!;

    /// <summary>The freelancer requests feedback: for its own request, or for the next when the time of this one is over (R13).</summary>
    public Event<RequestFeedback> RequestFeedback { get; private set; } = null!;

    /// <summary>The client provides feedback on the contract, requested or not (R19).</summary>
    public Event<ProvideFeedback> ProvideFeedback { get; private set; } = null!;

    /// <summary>The client declines the request (R53).</summary>
    public Event<DeclineFeedbackRequest> DeclineFeedbackRequest { get; private set; } = null!;

    /// <summary>The contract ended while the request waited.</summary>
    public Event<CloseFeedbackRequest> CloseFeedbackRequest { get; private set; } = null!;

    /// <summary>The timer of the 14 days (R10).</summary>
    public Schedule<FeedbackRequestState, FeedbackRequestExpiryDue> Expiry { get; private set; } = null!;

    /// <summary>The timer of the reminder, off by default (R16).</summary>
    public Schedule<FeedbackRequestState, FeedbackRequestReminderDue> Reminder { get; private set; } = null!;

    private static async Task BecomePendingOrRefuse(BehaviorContext<FeedbackRequestState, RequestFeedback> context)
    {
        var handler = context.GetServiceOrCreateInstance<RequestFeedbackHandler>();
        await Executor(context).ExecuteAsync(context, await handler.HandleAsync(context.Message, context.Saga, context.CancellationToken));
    }

    private static async Task BecomeAnsweredOrRunOut(BehaviorContext<FeedbackRequestState, ProvideFeedback> context)
    {
        var handler = context.GetServiceOrCreateInstance<ProvideFeedbackHandler>();
        await Executor(context).ExecuteAsync(context, await handler.HandleAsync(context.Message, context.Saga, context.CancellationToken));
    }

    private static async Task BecomeDeclinedOrRefuse(BehaviorContext<FeedbackRequestState, DeclineFeedbackRequest> context)
    {
        var handler = context.GetServiceOrCreateInstance<DeclineFeedbackRequestHandler>();
        await Executor(context).ExecuteAsync(context, await handler.HandleAsync(context.Message, context.Saga, context.CancellationToken));
    }

    private static bool IsTheSame(BehaviorContext<FeedbackRequestState, RequestFeedback> context) =>
        context.Message.RequestId == context.Saga.CorrelationId;

    private static bool IsTheNext(BehaviorContext<FeedbackRequestState, RequestFeedback> context) => !IsTheSame(context);

    private static Task RespondAgain(BehaviorContext<FeedbackRequestState, RequestFeedback> context) =>
        context.PublishAndRespondAsync(FeedbackRequestTransitions.RequestAgain(context.Saga));

    private static Task RunOut(BehaviorContext<FeedbackRequestState, RequestFeedback> context) =>
        FollowAsync(context, (request, contract) =>
            FeedbackRequestTransitions.RequestNext(request, contract, context.Message.RequestedAt.ToMicroseconds()));

    private static Task BecomeClosed(BehaviorContext<FeedbackRequestState, CloseFeedbackRequest> context) =>
        FollowAsync(context, FeedbackRequestTransitions.Close);

    private Task RunOutOrSetExpiryAgain(BehaviorContext<FeedbackRequestState, FeedbackRequestExpiryDue> context) =>
        FollowAsync(context, (request, contract) => FeedbackRequestTransitions.ExpiryDue(request, contract, _clock.GetUtcNow()));

    private Task Remind(BehaviorContext<FeedbackRequestState, FeedbackRequestReminderDue> context) =>
        FollowAsync(context, (request, contract) => FeedbackRequestTransitions.ReminderDue(request, contract, _clock.GetUtcNow()));

    private static async Task FollowAsync<T>(
        BehaviorContext<FeedbackRequestState, T> context,
        Func<FeedbackRequestState, Contract, FeedbackRequestTransition> decide)
        where T : class
    {
        var executor = Executor(context);
        await executor.ExecuteAsync(context, decide(context.Saga, executor.ContractOf(context.Saga)));
    }

    private static FeedbackRequestExecutor Executor(ConsumeContext context) =>
        context.GetServiceOrCreateInstance<FeedbackRequestExecutor>();

    private void TellMissing(string message, string timer, Guid requestId, string contractId)
    {
        CountStale(timer);
        LogMissing(message, requestId, contractId);
    }

    private static void CountStale(string timer) => FeedbackTelemetry.StaleTimers.Add(1, FeedbackTelemetry.TimerTag(timer));

    [LoggerMessage(LogLevel.Warning, "{Message} for request {RequestId} on contract {ContractId}, which is not there")]
    private partial void LogMissing(string message, Guid requestId, string contractId);
}

/// <summary>
/// The queue of the saga; conflicts are tried again, each time with a fresh DbContext. A command whose sender waits no longer is dropped.
/// </summary>
internal sealed class FeedbackRequestDefinition : SagaDefinition<FeedbackRequestState>
{
    public FeedbackRequestDefinition() => EndpointName = Queues.Requests;

    protected override void ConfigureSaga(
        IReceiveEndpointConfigurator endpointConfigurator, ISagaConfigurator<FeedbackRequestState> sagaConfigurator,
        IRegistrationContext context)
    {
        endpointConfigurator.UseConflictRetry();
        endpointConfigurator.DropExpired<FeedbackDbContext, RequestFeedback>(context, Deadline.Header);
        endpointConfigurator.DropExpired<FeedbackDbContext, ProvideFeedback>(context, Deadline.Header);
        endpointConfigurator.DropExpired<FeedbackDbContext, DeclineFeedbackRequest>(context, Deadline.Header);
    }
}
