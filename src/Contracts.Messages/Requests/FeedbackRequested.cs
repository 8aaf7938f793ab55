using MassTransit;

namespace Contracts.Messages;

/// <summary>A request was accepted. Published once per request by the saga service (R9).</summary>
[EntityName("feedback-requested")]
public sealed record FeedbackRequested
{
    /// <summary>The request.</summary>
    public required Guid RequestId { get; init; }

    /// <summary>Its contract.</summary>
    public required string ContractId { get; init; }

    /// <summary>The client, who is asked for feedback.</summary>
    public required string ClientId { get; init; }

    /// <summary>The freelancer, who requested it.</summary>
    public required string FreelancerId { get; init; }

    /// <summary>What the contract is called.</summary>
    public required string ContractTitle { get; init; }

    /// <summary>The freelancer's note, plain text, if any.</summary>
    public string? Message { get; init; }

    /// <summary>When it was made, in UTC.</summary>
    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>The first instant at which an answer is too late, in UTC (R10, R11).</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
}
