using MassTransit;

namespace Contracts.Messages;

/// <summary>
/// Operators decided about feedback that the freelancer had reported (R58). Published once per decision by the saga service; the
/// freelancer is told (R60).
/// </summary>
[EntityName("feedback-report-decided")]
public sealed record FeedbackReportDecided
{
    /// <summary>The decision.</summary>
    public required Guid ChangeId { get; init; }

    /// <summary>The report.</summary>
    public required Guid ReportId { get; init; }

    /// <summary>The feedback that it is about.</summary>
    public required Guid FeedbackId { get; init; }

    /// <summary>The contract of the feedback.</summary>
    public required string ContractId { get; init; }

    /// <summary>Who gave the feedback.</summary>
    public required string ClientId { get; init; }

    /// <summary>Who reported it.</summary>
    public required string FreelancerId { get; init; }

    /// <summary>What the contract is called.</summary>
    public required string ContractTitle { get; init; }

    /// <summary>Either dismissed or upheld: one of <see cref="FeedbackReportStatuses"/>.</summary>
    [OneOf(typeof(FeedbackReportStatuses))]
    public required string Outcome { get; init; }

    /// <summary>When it was decided, in UTC.</summary>
    public required DateTimeOffset DecidedAt { get; init; }
}
