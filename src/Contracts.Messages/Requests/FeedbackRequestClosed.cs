using MassTransit;

namespace Contracts.Messages;

/// <summary>The contract ended while the request waited (R15). Published once per closed request by the saga service.</summary>
[EntityName("feedback-request-closed")]
public sealed record FeedbackRequestClosed
{
    /// <summary>The request.</summary>
    public required Guid RequestId { get; init; }

    /// <summary>Its contract.</summary>
    public required string ContractId { get; init; }

    /// <summary>The client.</summary>
    public required string ClientId { get; init; }

    /// <summary>The freelancer, who is told now.</summary>
    public required string FreelancerId { get; init; }

    /// <summary>What the contract is called.</summary>
    public required string ContractTitle { get; init; }

    /// <summary>When the contract ended, in UTC.</summary>
    public required DateTimeOffset ClosedAt { get; init; }

    /// <summary>Why: <c>contract-ended</c>.</summary>
    public required string Reason { get; init; }
}
