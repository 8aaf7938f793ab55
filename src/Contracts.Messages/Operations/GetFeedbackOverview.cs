using MassTransit;

namespace Contracts.Messages;

/// <summary>Asks the saga service for figures for operators. Answered with <see cref="FeedbackOverview"/>.</summary>
[EntityName("get-feedback-overview")]
public sealed record GetFeedbackOverview
{
    /// <summary>The instant that "overdue" is judged at, in UTC.</summary>
    public required DateTimeOffset AsOf { get; init; }
}
