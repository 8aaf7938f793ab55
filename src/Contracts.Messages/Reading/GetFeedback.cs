using MassTransit;

namespace Contracts.Messages;

/// <summary>
/// Asks the saga service for one piece of feedback. Answered with <see cref="FeedbackFound"/>,
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
