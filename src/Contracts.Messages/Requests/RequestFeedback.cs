using MassTransit;

namespace Contracts.Messages;

/// <summary>
/// The freelancer requests feedback from the client. Sent by the gateway to the saga service, which decides (R1–R8).
/// The response is <see cref="FeedbackRequestAccepted"/>, <see cref="FeedbackRefused"/>, <see cref="InvalidInput"/>,
/// <see cref="ContractNotFound"/>, <see cref="CallerNotPermitted"/> or <see cref="IdempotencyKeyReused"/>.
/// Sent twice with the same <see cref="RequestId"/>, it has one effect.
/// </summary>
[EntityName("request-feedback")]
public sealed record RequestFeedback
{
    /// <summary>The request to be, a version 7 GUID made by the sender; also the saga's correlation id.</summary>
    public required Guid RequestId { get; init; }

    /// <summary>The contract to get feedback on.</summary>
    public required string ContractId { get; init; }

    /// <summary>The signed-in user who requests it; must be the contract's freelancer (R6).</summary>
    public required string CallerId { get; init; }

    /// <summary>A note to the client, plain text, at most <c>Feedback:Policy:MessageMaxLength</c> characters.</summary>
    public string? Message { get; init; }

    /// <summary>When the freelancer requested it, in UTC: the instant that the rules are judged at.</summary>
    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>What makes a repeated call recognisable, if the caller gave it.</summary>
    public IdempotencyKey? Idempotency { get; init; }
}

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
