namespace Gateway.Operations;

/// <summary>
/// The product in figures. <c>feedback</c> or <c>notifications</c> is null when that service did not answer, and
/// <c>queues</c> where the transport can't tell.
/// </summary>
internal sealed record OverviewResponse(
    DateTimeOffset AsOf,
    FeedbackFigures? Feedback,
    NotificationsFigures? Notifications,
    IReadOnlyList<QueueDepth>? Queues);
