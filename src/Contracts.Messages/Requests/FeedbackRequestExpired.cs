using MassTransit;

namespace Contracts.Messages;

/// <summary>The 14 days passed unanswered (R11). Published once per expired request by the saga service.</summary>
[EntityName("feedback-request-expired")]
public sealed record FeedbackRequestExpired
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

    /// <summary>The instant at which it expired, in UTC; not when that was noticed.</summary>
    public required DateTimeOffset ExpiredAt { get; init; }
}
