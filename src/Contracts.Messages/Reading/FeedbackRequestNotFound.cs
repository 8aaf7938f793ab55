using MassTransit;

namespace Contracts.Messages;

/// <summary>The contract has no request of that id.</summary>
[EntityName("feedback-request-not-found")]
public sealed record FeedbackRequestNotFound
{
    /// <summary>The contract.</summary>
    public required string ContractId { get; init; }

    /// <summary>The request that was named.</summary>
    public required Guid RequestId { get; init; }
}
