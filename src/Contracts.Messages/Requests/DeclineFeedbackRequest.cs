using MassTransit;

namespace Contracts.Messages;

/// <summary>
/// The client answers a request privately with <em>not now</em>, without a reason. Sent by the gateway to the saga service, which decides
/// (R53, R54). The response is <see cref="DeclineAccepted"/>, <see cref="FeedbackRefused"/>, <see cref="InvalidInput"/>,
/// <see cref="ContractNotFound"/>, <see cref="CallerNotPermitted"/>, <see cref="FeedbackRequestNotFound"/> or
/// <see cref="IdempotencyKeyReused"/>. A request that was declined with the same <see cref="AskAgainFrom"/> gives the first response.
/// </summary>
[EntityName("decline-feedback-request")]
public sealed record DeclineFeedbackRequest
{
    /// <summary>This command, a version 7 GUID made by the sender: one that was refused is refused alike when it comes again.</summary>
    public required Guid DeclineId { get; init; }

    /// <summary>The request that is declined.</summary>
    public required Guid RequestId { get; init; }

    /// <summary>Its contract.</summary>
    public required string ContractId { get; init; }

    /// <summary>The signed-in user who declines it; must be the contract's client (R53).</summary>
    public required string CallerId { get; init; }

    /// <summary>
    /// From when the freelancer may ask again: later than <see cref="DeclinedAt"/>, by at most <c>Feedback:Policy:LongestAskAgain</c>.
    /// None: from when the request would have expired (R54).
    /// </summary>
    public DateTimeOffset? AskAgainFrom { get; init; }

    /// <summary>When the client declined, in UTC: the instant that the rules are judged at.</summary>
    public required DateTimeOffset DeclinedAt { get; init; }

    /// <summary>What makes a repeated call recognisable, if the caller gave it.</summary>
    public IdempotencyKey? Idempotency { get; init; }
}

/// <summary>The request is declined (R53).</summary>
[EntityName("decline-accepted")]
public sealed record DeclineAccepted
{
    /// <summary>The request as it shows now.</summary>
    public required FeedbackRequestView Request { get; init; }
}
