using MassTransit;

namespace Contracts.Messages;

/// <summary>One request.</summary>
[EntityName("feedback-request-found")]
public sealed record FeedbackRequestFound
{
    /// <summary>The request.</summary>
    public required FeedbackRequestView Request { get; init; }
}
