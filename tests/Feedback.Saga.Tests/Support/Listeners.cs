using Contracts.Messages;
using Feedback.Saga.Signals;
using MassTransit;
using MassTransit.Testing;

namespace Feedback.Saga.Tests.Support;

/// <summary>
/// What other services hear of this one, on queues of their own. A message that comes again with its id, as the outbox may
/// send it, is one message; a decision taken twice would have two.
/// </summary>
internal static class Listeners
{
    /// <summary>Where responses go to, as they do to the gateway.</summary>
    public const string Responses = "test-responses";

    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(10);

    /// <summary>Takes the service's events in their order, one at a time.</summary>
    public static IReceivedMessageList ListenForEvents(this IBusFactoryConfigurator bus)
    {
        var listener = new MultiTestConsumer(_patience);
        listener.Consume<FeedbackRequested>();
        listener.Consume<FeedbackProvided>();
        listener.Consume<FeedbackRequestExpired>();
        listener.Consume<FeedbackRequestClosed>();
        listener.Consume<FeedbackRequestDeclined>();
        listener.Consume<FeedbackReminderDue>();
        listener.Consume<FeedbackVisibilityChanged>();
        listener.Consume<FeedbackReportDecided>();
        listener.Consume<MidContractFeedbackHandedOver>();
        listener.Consume<LookForSignals>();
        listener.Consume<Marker>();
        bus.ReceiveEndpoint("test-events", endpoint =>
        {
            endpoint.ConcurrentMessageLimit = 1;
            listener.Configure(endpoint);
        });
        return listener.Received;
    }

    /// <summary>Takes the responses to commands and queries, whatever they are.</summary>
    public static IReceivedMessageList ListenForResponses(this IBusFactoryConfigurator bus)
    {
        var listener = new MultiTestConsumer(_patience);
        listener.Consume<FeedbackRequestAccepted>();
        listener.Consume<FeedbackAccepted>();
        listener.Consume<DeclineAccepted>();
        listener.Consume<FeedbackRefused>();
        listener.Consume<ContractNotFound>();
        listener.Consume<CallerNotPermitted>();
        listener.Consume<InvalidInput>();
        listener.Consume<IdempotencyKeyReused>();
        listener.Consume<FeedbackTab>();
        listener.Consume<MyContracts>();
        listener.Consume<WorkHistory>();
        listener.Consume<FeedbackFound>();
        listener.Consume<MidContractFeedbackSeries>();
        listener.Consume<FeedbackNotFound>();
        listener.Consume<FeedbackRequestFound>();
        listener.Consume<FeedbackRequestNotFound>();
        listener.Consume<CurrentRequestStatuses>();
        listener.Consume<FeedbackOverview>();
        listener.Consume<Story>();
        listener.Consume<StoryNotFound>();
        listener.Consume<FeedbackReportAccepted>();
        listener.Consume<FeedbackModerated>();
        listener.Consume<UnknownFeedback>();
        listener.Consume<FeedbackReports>();
        listener.Consume<AbuseSignals>();
        listener.Consume<AbuseSignalReviewed>();
        listener.Consume<UnknownAbuseSignal>();
        listener.Consume<ParkedRows>();
        listener.Consume<ParkedRowsChanged>();
        listener.Consume<RolloutView>();
        listener.Consume<RolloutNotFound>();
        listener.Consume<RolloutNotChanged>();
        listener.Consume<RolloutHistory>();
        listener.Consume<RolloutReport>();
        listener.Consume<Fault>();
        bus.ReceiveEndpoint(Responses, listener.Configure);
        return listener.Received;
    }

    /// <summary>Events that were sent before it have been heard when it has been consumed.</summary>
    public sealed record Marker;
}
