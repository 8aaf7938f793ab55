using Contracts.Messages;

namespace Feedback.Saga;

/// <summary>The queues of the saga service. Each begins with the service's name, so that no queue is taken for an exchange.</summary>
internal static class Queues
{
    public const string ContractStarted = "feedback-contract-started";
    public const string ContractEnded = "feedback-contract-ended";
    public const string PaymentMade = "feedback-payment-made";
    public const string PaymentReversed = "feedback-payment-reversed";
    public const string EndOfContractFeedbackGiven = "feedback-end-of-contract-feedback-given";

    /// <summary>The saga: both commands, the timers, and the closing of requests.</summary>
    public const string Requests = "feedback-request";

    public const string Queries = "feedback-queries";

    public static IReadOnlyList<string> All { get; } =
        [ContractEnded, ContractStarted, EndOfContractFeedbackGiven, PaymentMade, PaymentReversed, Queries, Requests];
}

/// <summary>What the saga service tells its host.</summary>
public static class FeedbackSagaRegistration
{
    /// <summary>The durable queues that the service owns.</summary>
    public static IReadOnlyList<string> Queues { get; } =
    [
        global::Feedback.Saga.Queues.ContractStarted,
        global::Feedback.Saga.Queues.ContractEnded,
        global::Feedback.Saga.Queues.PaymentMade,
        global::Feedback.Saga.Queues.PaymentReversed,
        global::Feedback.Saga.Queues.EndOfContractFeedbackGiven,
        global::Feedback.Saga.Queues.Requests,
        global::Feedback.Saga.Queues.Queries,
    ];

    /// <summary>The messages that the service publishes for others.</summary>
    public static IReadOnlyList<Type> PublishedMessages { get; } =
    [
        typeof(FeedbackRequested),
        typeof(FeedbackProvided),
        typeof(FeedbackRequestExpired),
        typeof(FeedbackRequestClosed),
        typeof(FeedbackReminderDue),
    ];
}
