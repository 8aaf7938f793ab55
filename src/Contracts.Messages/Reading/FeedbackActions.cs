namespace Contracts.Messages;

/// <summary>What a party may do on a contract (R30). The other party's action is refused without a reason.</summary>
public sealed record FeedbackActions
{
    /// <summary>Whether the caller may ask for feedback.</summary>
    public required ActionView RequestFeedback { get; init; }

    /// <summary>Whether the caller may give feedback.</summary>
    public required ActionView GiveFeedback { get; init; }
}
