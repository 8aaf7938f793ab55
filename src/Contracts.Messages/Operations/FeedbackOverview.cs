using MassTransit;

namespace Contracts.Messages;

/// <summary>The saga service in figures.</summary>
[EntityName("feedback-overview")]
public sealed record FeedbackOverview
{
    /// <summary>Requests by status (<see cref="FeedbackRequestStatuses"/>).</summary>
    public required IReadOnlyDictionary<string, long> Requests { get; init; }

    /// <summary>Its outbox and timers.</summary>
    public required OutboxOverview Outbox { get; init; }
}
