using MassTransit;

namespace Contracts.Messages;

/// <summary>
/// The freelancer reports feedback about them to the operators. Sent by the gateway to the saga service, which decides (R57). The response
/// is <see cref="FeedbackReportAccepted"/>, <see cref="FeedbackRefused"/>, <see cref="InvalidInput"/>, <see cref="ContractNotFound"/>,
/// <see cref="FeedbackNotFound"/>, <see cref="CallerNotPermitted"/> or <see cref="IdempotencyKeyReused"/>. Sent twice with the same
/// <see cref="ReportId"/>, it has one effect.
/// </summary>
[EntityName("report-feedback")]
public sealed record ReportFeedback
{
    /// <summary>The report to be, a version 7 GUID made by the sender.</summary>
    public required Guid ReportId { get; init; }

    /// <summary>The contract of the feedback.</summary>
    public required string ContractId { get; init; }

    /// <summary>The feedback, of either kind; only mid-contract feedback can be reported.</summary>
    public required string FeedbackId { get; init; }

    /// <summary>The signed-in user who reports it; must be the contract's freelancer.</summary>
    public required string CallerId { get; init; }

    /// <summary>Why, for the operators alone: plain text of 1 to <see cref="Limits.MaxReasonLength"/> Unicode characters.</summary>
    public required string Reason { get; init; }

    /// <summary>When the freelancer submitted it, in UTC.</summary>
    public required DateTimeOffset ReportedAt { get; init; }

    /// <summary>What makes a repeated call recognisable, if the caller gave it.</summary>
    public IdempotencyKey? Idempotency { get; init; }
}

/// <summary>The report was taken; operators see it.</summary>
[EntityName("feedback-report-accepted")]
public sealed record FeedbackReportAccepted
{
    /// <summary>The report.</summary>
    public required Guid ReportId { get; init; }

    /// <summary>The feedback that it is about.</summary>
    public required Guid FeedbackId { get; init; }

    /// <summary>The contract of the feedback.</summary>
    public required string ContractId { get; init; }

    /// <summary>When it was reported, in UTC.</summary>
    public required DateTimeOffset ReportedAt { get; init; }
}

/// <summary>What the freelancer sees of their own report.</summary>
public sealed record OwnReportView
{
    /// <summary>The report.</summary>
    public required Guid ReportId { get; init; }

    /// <summary>One of <see cref="FeedbackReportStatuses"/>.</summary>
    [OneOf(typeof(FeedbackReportStatuses))]
    public required string Status { get; init; }

    /// <summary>When it was reported, in UTC.</summary>
    public required DateTimeOffset ReportedAt { get; init; }

    /// <summary>When operators closed it, in UTC; none while it is open.</summary>
    public DateTimeOffset? ClosedAt { get; init; }
}

/// <summary>What became of a report, as it stands on the wire.</summary>
public static class FeedbackReportStatuses
{
    /// <summary>Operators have not decided yet; the feedback may be held meanwhile.</summary>
    public const string Open = "open";

    /// <summary>Operators left the feedback, or made it visible again.</summary>
    public const string Dismissed = "dismissed";

    /// <summary>Operators took the feedback down.</summary>
    public const string Upheld = "upheld";
}
