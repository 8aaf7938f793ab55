using MassTransit;

namespace Contracts.Messages;

/// <summary>The Feedback tab: all feedback on the contract, newest first, and what the caller may do.</summary>
[EntityName("feedback-tab")]
public sealed record FeedbackTab
{
    /// <summary>The contract.</summary>
    public required ContractView Contract { get; init; }

    /// <summary>All feedback of both kinds, newest first (R27).</summary>
    public required IReadOnlyList<FeedbackView> Feedback { get; init; }

    /// <summary>The request that waits, if any.</summary>
    public FeedbackRequestView? PendingRequest { get; init; }

    /// <summary>What the caller may do now.</summary>
    public required FeedbackActions Actions { get; init; }
}
