using MassTransit;

namespace Contracts.Messages;

/// <summary>
/// Query of one request. The response is <see cref="FeedbackRequestFound"/>,
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

/// <summary>One request.</summary>
[EntityName("feedback-request-found")]
public sealed record FeedbackRequestFound
{
    /// <summary>The request.</summary>
    public required FeedbackRequestView Request { get; init; }
}

/// <summary>The contract has no request of that id.</summary>
[EntityName("feedback-request-not-found")]
public sealed record FeedbackRequestNotFound
{
    /// <summary>The contract.</summary>
    public required string ContractId { get; init; }

    /// <summary>The request that was named.</summary>
    public required Guid RequestId { get; init; }
}
