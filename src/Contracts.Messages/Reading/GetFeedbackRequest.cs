using MassTransit;

namespace Contracts.Messages;

/// <summary>
/// Asks the saga service for one request. Answered with <see cref="FeedbackRequestFound"/>,
/// <see cref="FeedbackRequestNotFound"/> or <see cref="ContractNotFound"/>.
/// </summary>
[EntityName("get-feedback-request")]
public sealed record GetFeedbackRequest
{
    /// <summary>The contract.</summary>
    public required string ContractId { get; init; }

    /// <summary>The request.</summary>
    public required Guid RequestId { get; init; }

    /// <summary>The signed-in user; must be a party.</summary>
    public required string CallerId { get; init; }
}
