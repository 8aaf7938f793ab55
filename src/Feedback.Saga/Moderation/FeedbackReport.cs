using Messaging.EntityFrameworkCore.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Feedback.Saga.Moderation;

/// <summary>The freelancer's report of mid-contract feedback: one per feedback (R57). Its row stays, its reason for a time only.</summary>
internal sealed class FeedbackReport
{
    public required Guid ReportId { get; init; }

    public required Guid FeedbackId { get; init; }

    public required string ContractId { get; init; }

    /// <summary>The freelancer.</summary>
    public required string ReporterId { get; init; }

    /// <summary>Why; none once it is deleted for its age, or because its writer was erased.</summary>
    public string? Reason { get; init; }

    public required DateTimeOffset ReportedAt { get; init; }

    /// <summary>One of <see cref="FeedbackReportStatuses"/>.</summary>
    public required string Status { get; set; }

    /// <summary>When the last decision closed it; none while it is open.</summary>
    public DateTimeOffset? ClosedAt { get; private set; }

    public void Close(string status, DateTimeOffset at) => (Status, ClosedAt) = (status, at);

    public OwnReportView ToOwnView() => new() { ReportId = ReportId, Status = Status, ReportedAt = ReportedAt, ClosedAt = ClosedAt };

    /// <summary>The response to the command that made it, the first time and again.</summary>
    public FeedbackReportAccepted ToAccepted() =>
        new() { ReportId = ReportId, FeedbackId = FeedbackId, ContractId = ContractId, ReportedAt = ReportedAt };
}

internal sealed class FeedbackReportMap : IEntityTypeConfiguration<FeedbackReport>
{
    public void Configure(EntityTypeBuilder<FeedbackReport> builder)
    {
        builder.ToTable("FeedbackReports");
        builder.HasKey(report => report.ReportId);
        builder.Property(report => report.ReportId).ValueGeneratedNever();
        builder.ClusterByAge(report => report.ReportedAt);
        builder.Property(report => report.ContractId).HasMaxLength(Limits.MaxIdLength);
        builder.Property(report => report.ReporterId).HasMaxLength(Limits.MaxIdLength);
        builder.Property(report => report.Status).HasMaxLength(16);

        // Feedback is reported once, whatever interleaves (R57).
        builder.HasIndex(report => report.FeedbackId).IsUnique();
        builder.HasIndex(report => report.ContractId);
        builder.HasIndex(report => report.ReporterId);

        // Operators page by these.
        builder.HasIndex(report => new { report.Status, report.ReportedAt, report.ReportId });
        builder.HasIndex(report => new { report.ReportedAt, report.ReportId });

        // The sweep over what is kept for a time only.
        builder.HasIndex(report => report.ClosedAt).HasFilter("reason IS NOT NULL");
    }
}
