using Contracts.Messages;

namespace Host.Transport;

/// <summary>
/// What is published and may have no consumer of ours, or none yet: upstream systems' facts and our events. Their
/// exchanges are declared all the same, since others publish to them and subscribe to them.
/// </summary>
internal static class PublishedMessages
{
    public static IReadOnlyList<Type> All { get; } =
    [
        typeof(ContractStarted),
        typeof(ContractEnded),
        typeof(PaymentMade),
        typeof(PaymentReversed),
        typeof(EndOfContractFeedbackGiven),
        typeof(UserProfileChanged),
        typeof(FeedbackRequested),
        typeof(FeedbackProvided),
        typeof(FeedbackRequestExpired),
        typeof(FeedbackRequestClosed),
        typeof(FeedbackReminderDue),
        typeof(InAppMessageDelivered),
    ];
}
