using MassTransit;

namespace Contracts.Messages;

/// <summary>
/// Query of one piece of feedback. The response is <see cref="FeedbackFound"/>,
/// <see cref="FeedbackNotFound"/> or <see cref="ContractNotFound"/>.
/// </summary>
[EntityName("get-feedback")]
public sealed record GetFeedback
{
    /// <summary>The contract.</summary>
    public required string ContractId { get; init; }

    /// <summary>The feedback, of either kind.</summary>
    public required string FeedbackId { get; init; }

    /// <summary>The signed-in user; must be a party.</summary>
    public required string CallerId { get; init; }
}

/// <summary>One piece of feedback, and the caller's side of its contract.</summary>
[EntityName("feedback-found")]
public sealed record FeedbackFound
{
    /// <summary>The feedback.</summary>
    public required FeedbackView Feedback { get; init; }

    /// <summary>The caller's side: one of <see cref="ContractRoles"/>.</summary>
    public required string CallerRole { get; init; }
}

/// <summary>The contract has no feedback of that id.</summary>
[EntityName("feedback-not-found")]
public sealed record FeedbackNotFound
{
    /// <summary>The contract.</summary>
    public required string ContractId { get; init; }

    /// <summary>The feedback that was named.</summary>
    public required string FeedbackId { get; init; }
}
