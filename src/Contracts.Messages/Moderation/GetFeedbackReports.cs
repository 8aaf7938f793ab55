using MassTransit;

namespace Contracts.Messages;

/// <summary>
/// Query of reported feedback for operators, what was reported first first. The response is <see cref="FeedbackReports"/> or
/// <see cref="InvalidInput"/> (a cursor that is none of ours).
/// </summary>
[EntityName("get-feedback-reports")]
public sealed record GetFeedbackReports
{
    /// <summary>Only those with this status, one of <see cref="FeedbackReportStatuses"/>; none: all.</summary>
    public string? Status { get; init; }

    /// <summary>Reports per page, 1 to 100.</summary>
    public required int PageSize { get; init; }

    /// <summary>Where the previous page ended; none for the first.</summary>
    public string? Cursor { get; init; }
}

/// <summary>A page of reports.</summary>
[EntityName("feedback-reports")]
public sealed record FeedbackReports
{
    /// <summary>The reports.</summary>
    public required IReadOnlyList<FeedbackReportView> Items { get; init; }

    /// <summary>The cursor of the next page; none on the last.</summary>
    public string? Next { get; init; }
}

/// <summary>A report with what operators decide by: the reason, the feedback as it was provided, and what was done so far.</summary>
public sealed record FeedbackReportView
{
    /// <summary>The report.</summary>
    public required Guid ReportId { get; init; }

    /// <summary>One of <see cref="FeedbackReportStatuses"/>.</summary>
    [OneOf(typeof(FeedbackReportStatuses))]
    public required string Status { get; init; }

    /// <summary>Why the freelancer reported it; none once it is deleted.</summary>
    public string? Reason { get; init; }

    /// <summary>When it was reported, in UTC.</summary>
    public required DateTimeOffset ReportedAt { get; init; }

    /// <summary>When operators closed it, in UTC; none while it is open.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>The feedback as it was provided, also where it is taken down.</summary>
    public required FeedbackView Feedback { get; init; }

    /// <summary>What operators did with the feedback, oldest first.</summary>
    public required IReadOnlyList<ModerationView> Actions { get; init; }
}

/// <summary>What an operator did with feedback.</summary>
public sealed record ModerationView
{
    /// <summary>One of <see cref="ModerationActions"/>.</summary>
    [OneOf(typeof(ModerationActions))]
    public required string Action { get; init; }

    /// <summary>The operator.</summary>
    public required string OperatorId { get; init; }

    /// <summary>Why; none where the operator wrote nothing, or once it is deleted.</summary>
    public string? Note { get; init; }

    /// <summary>When, in UTC.</summary>
    public required DateTimeOffset At { get; init; }
}
