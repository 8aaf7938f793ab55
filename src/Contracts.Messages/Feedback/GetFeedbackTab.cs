using MassTransit;

namespace Contracts.Messages;

/// <summary>
/// Query of the Feedback tab of a contract room (R27, R30). The response is <see cref="FeedbackTab"/> or <see cref="ContractNotFound"/>.
/// </summary>
[EntityName("get-feedback-tab")]
public sealed record GetFeedbackTab
{
    /// <summary>The contract.</summary>
    public required string ContractId { get; init; }

    /// <summary>The signed-in user, whose actions are told.</summary>
    public required string CallerId { get; init; }

    /// <summary>The instant that the actions are judged at, in UTC.</summary>
    public required DateTimeOffset AsOf { get; init; }
}

/// <summary>The Feedback tab: all feedback on the contract, newest first, and what the caller may do.</summary>
[EntityName("feedback-tab")]
public sealed record FeedbackTab
{
    /// <summary>The contract.</summary>
    public required ContractView Contract { get; init; }

    /// <summary>All feedback of both kinds, newest first (R27).</summary>
    public required IReadOnlyList<FeedbackView> Feedback { get; init; }

    /// <summary>
    /// The scores that the client gave the freelancer, as far as the caller sees them, oldest first (R74); empty from a service of an
    /// earlier version.
    /// </summary>
    public IReadOnlyList<TrendPoint> Trend { get; init; } = [];

    /// <summary>The request that waits, if any.</summary>
    public FeedbackRequestView? PendingRequest { get; init; }

    /// <summary>All requests of the contract, newest first.</summary>
    public IReadOnlyList<FeedbackRequestView> Requests { get; init; } = [];

    /// <summary>What the caller may do now.</summary>
    public required FeedbackActions Actions { get; init; }

    /// <summary>The lengths of the rules in force; none from a service of an earlier version.</summary>
    public FeedbackPolicyView? Policy { get; init; }
}

/// <summary>What a party may do on a contract (R30). The other party's action is refused without a reason.</summary>
public sealed record FeedbackActions
{
    /// <summary>Whether the caller may request feedback.</summary>
    public required ActionView RequestFeedback { get; init; }

    /// <summary>Whether the caller may provide feedback.</summary>
    public required ActionView GiveFeedback { get; init; }

    /// <summary>Whether the caller may decline the request that waits (R53); not allowed by a service of an earlier version.</summary>
    public ActionView DeclineRequest { get; init; } = new() { Allowed = false, Reasons = [] };
}

/// <summary>Whether one action is open to the caller and, if not, why and until when.</summary>
public sealed record ActionView
{
    /// <summary>Whether it would be accepted now.</summary>
    public required bool Allowed { get; init; }

    /// <summary>Every reason against it; empty when allowed, and for the party whose action it is not.</summary>
    public required IReadOnlyList<RefusalReason> Reasons { get; init; }
}
