namespace Contracts.Messages;

/// <summary>One contract in a work history.</summary>
public sealed record WorkHistoryItem
{
    /// <summary>The contract.</summary>
    public required ContractView Contract { get; init; }

    /// <summary>Its public feedback, newest first.</summary>
    public required IReadOnlyList<FeedbackView> Feedback { get; init; }
}
