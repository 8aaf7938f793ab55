using Shared;

namespace Feedback.Saga;

/// <summary>The queues of the saga service. Each begins with the service's name, so that no queue is taken for an exchange.</summary>
internal static class Queues
{
    public const string ContractStarted = "feedback-contract-started";
    public const string ContractEnded = "feedback-contract-ended";
    public const string PaymentMade = "feedback-payment-made";
    public const string PaymentReversed = "feedback-payment-reversed";
    public const string EndOfContractFeedbackGiven = "feedback-end-of-contract-feedback-given";

    public const string UserErased = UserErasures.FeedbackQueue;

    /// <summary>The saga: the commands, the timers, and the closing of requests.</summary>
    public const string Requests = "feedback-request";

    public const string Queries = "feedback-queries";

    /// <summary>The service's own events, and its commands to itself, for those who look for signs of abuse in them.</summary>
    public const string Signals = "feedback-signals";

    public static IReadOnlyList<string> All { get; } =
        [ContractEnded, ContractStarted, EndOfContractFeedbackGiven, PaymentMade, PaymentReversed, Queries, Requests, Signals, UserErased];
}
