namespace Contracts.Messages;

/// <summary>The messages that other systems publish to this product. Their exchanges exist before the first publisher starts.</summary>
public static class UpstreamMessages
{
    /// <summary>Their types, one per exchange.</summary>
    public static IReadOnlyList<Type> All { get; } =
    [
        typeof(ContractStarted),
        typeof(ContractEnded),
        typeof(PaymentMade),
        typeof(PaymentReversed),
        typeof(EndOfContractFeedbackGiven),
        typeof(UserProfileChanged),
        typeof(UserErased),
    ];
}
