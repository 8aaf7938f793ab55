using MassTransit;

namespace Contracts.Messages;

/// <summary>
/// The client provides mid-contract feedback, requested or not. Sent by the gateway to the saga service, which decides (R17–R23). While a
/// request waits, this is its answer (R19). The response is <see cref="FeedbackAccepted"/>, <see cref="FeedbackRefused"/>,
/// <see cref="InvalidInput"/>, <see cref="ContractNotFound"/>, <see cref="CallerNotPermitted"/> or <see cref="IdempotencyKeyReused"/>.
/// Sent twice with the same <see cref="FeedbackId"/>, it has one effect.
/// </summary>
[EntityName("provide-feedback")]
public sealed record ProvideFeedback
{
    /// <summary>The feedback to be, a version 7 GUID made by the sender.</summary>
    public required Guid FeedbackId { get; init; }

    /// <summary>The contract it is about.</summary>
    public required string ContractId { get; init; }

    /// <summary>The signed-in user who gives it; must be the contract's client (R17).</summary>
    public required string CallerId { get; init; }

    /// <summary>The six ratings (R21).</summary>
    public required FeedbackRatings Ratings { get; init; }

    /// <summary>A public comment, plain text, at most <c>Feedback:Policy:CommentMaxLength</c> characters.</summary>
    public string? Comment { get; init; }

    /// <summary>When the client submitted it, in UTC: the instant that the rules are judged at (R11, R12, R20).</summary>
    public required DateTimeOffset SubmittedAt { get; init; }

    /// <summary>What makes a repeated call recognisable, if the caller gave it.</summary>
    public IdempotencyKey? Idempotency { get; init; }
}

/// <summary>The feedback was taken and shows at once (R24).</summary>
[EntityName("feedback-accepted")]
public sealed record FeedbackAccepted
{
    /// <summary>The feedback as it shows.</summary>
    public required FeedbackView Feedback { get; init; }
}
