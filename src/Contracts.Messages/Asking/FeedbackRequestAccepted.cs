using MassTransit;

namespace Contracts.Messages;

/// <summary>The request was accepted and waits for the client until <see cref="ExpiresAt"/> (R10).</summary>
[EntityName("feedback-request-accepted")]
public sealed record FeedbackRequestAccepted
{
    /// <summary>The request.</summary>
    public required Guid RequestId { get; init; }

    /// <summary>Its contract.</summary>
    public required string ContractId { get; init; }

    /// <summary>When it was made, in UTC.</summary>
    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>The first instant at which an answer is too late, in UTC (R11).</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
}
