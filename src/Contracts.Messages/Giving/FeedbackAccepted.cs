using MassTransit;

namespace Contracts.Messages;

/// <summary>The feedback was taken and shows at once (R24).</summary>
[EntityName("feedback-accepted")]
public sealed record FeedbackAccepted
{
    /// <summary>The feedback as it shows.</summary>
    public required FeedbackView Feedback { get; init; }
}
