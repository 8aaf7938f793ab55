using MassTransit;

namespace Contracts.Messages;

/// <summary>Query of the saga service's figures for operators. The response is <see cref="FeedbackOverview"/>.</summary>
[EntityName("get-feedback-overview")]
public sealed record GetFeedbackOverview
{
    /// <summary>The instant that "overdue" is judged at, in UTC.</summary>
    public required DateTimeOffset AsOf { get; init; }
}

/// <summary>The saga service in figures.</summary>
[EntityName("feedback-overview")]
public sealed record FeedbackOverview
{
    /// <summary>Requests by status (<see cref="FeedbackRequestStatuses"/>).</summary>
    public required IReadOnlyDictionary<string, long> Requests { get; init; }

    /// <summary>Reports of feedback by status (<see cref="FeedbackReportStatuses"/>).</summary>
    public IReadOnlyDictionary<string, long> Reports { get; init; } = new Dictionary<string, long>();

    /// <summary>Feedback that is held or taken down (<see cref="FeedbackVisibilities"/>).</summary>
    public IReadOnlyDictionary<string, long> Withheld { get; init; } = new Dictionary<string, long>();

    /// <summary>Abuse signals that no operator has looked at, by kind (<see cref="AbuseSignalKinds"/>).</summary>
    public IReadOnlyDictionary<string, long> Signals { get; init; } = new Dictionary<string, long>();

    /// <summary>Its outbox and timers.</summary>
    public required OutboxOverview Outbox { get; init; }
}
