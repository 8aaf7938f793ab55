using MassTransit;

namespace Contracts.Messages;

/// <summary>The contract has no feedback of that id.</summary>
[EntityName("feedback-not-found")]
public sealed record FeedbackNotFound
{
    /// <summary>The contract.</summary>
    public required string ContractId { get; init; }

    /// <summary>The feedback that was named.</summary>
    public required string FeedbackId { get; init; }
}
