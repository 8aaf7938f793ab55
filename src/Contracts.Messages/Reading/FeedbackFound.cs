using MassTransit;

namespace Contracts.Messages;

/// <summary>One piece of feedback, and the caller's side of its contract.</summary>
[EntityName("feedback-found")]
public sealed record FeedbackFound
{
    /// <summary>The feedback.</summary>
    public required FeedbackView Feedback { get; init; }

    /// <summary>The caller's side: one of <see cref="ContractRoles"/>.</summary>
    public required string CallerRole { get; init; }
}
