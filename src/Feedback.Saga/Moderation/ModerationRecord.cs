using Messaging.EntityFrameworkCore.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Shared;

namespace Feedback.Saga.Moderation;

/// <summary>The trace of what an operator did with feedback (R58). Its row stays, its note for a time only.</summary>
internal sealed class ModerationRecord
{
    /// <summary>The name space of the ids; never to be changed.</summary>
    private static readonly Guid _namespace = new("2f6d0c8a-51b7-4c39-8e0d-7a9b64f3c215");

    /// <summary>The id of the change, which its events and notices bear too.</summary>
    public required Guid ChangeId { get; init; }

    public required Guid FeedbackId { get; init; }

    public required string ContractId { get; init; }

    /// <summary>One of <see cref="ModerationActions"/>.</summary>
    public required string Action { get; init; }

    public required string OperatorId { get; init; }

    public string? Note { get; init; }

    /// <summary>The report of the feedback that was there by then, which the change may have decided.</summary>
    public Guid? ReportId { get; init; }

    /// <summary>The visibility before: one of <see cref="FeedbackVisibilities"/>.</summary>
    public required string Previous { get; init; }

    /// <summary>The visibility from then on.</summary>
    public required string Visibility { get; init; }

    /// <summary>No two records of one feedback have the same instant.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The id of the change that a command makes: the same when the command is tried again or comes again.</summary>
    /// <param name="commandId">The id of the command.</param>
    /// <param name="command">The command, so that another one of that id makes another change.</param>
    public static Guid IdOf(Guid commandId, ModerateFeedback command) => NameBasedIds.Of(
        _namespace, $"{commandId:N}\n{command.FeedbackId:N}\n{command.Action}\n{command.CallerId}");

    public ModerationView ToView() => new() { Action = Action, OperatorId = OperatorId, Note = Note, At = At };
}

internal sealed class ModerationRecordMap : IEntityTypeConfiguration<ModerationRecord>
{
    public void Configure(EntityTypeBuilder<ModerationRecord> builder)
    {
        builder.ToTable("Moderations");
        builder.HasKey(record => record.ChangeId);
        builder.Property(record => record.ChangeId).ValueGeneratedNever();
        builder.ClusterByAge(record => record.At);
        builder.Property(record => record.ContractId).HasMaxLength(Limits.MaxIdLength);
        builder.Property(record => record.Action).HasMaxLength(16);
        builder.Property(record => record.OperatorId).HasMaxLength(Limits.MaxIdLength);
        builder.Property(record => record.Previous).HasMaxLength(16);
        builder.Property(record => record.Visibility).HasMaxLength(16);
        builder.HasIndex(record => new { record.FeedbackId, record.At }).IsUnique();
        builder.HasIndex(record => record.ContractId);
        builder.HasIndex(record => record.OperatorId);

        // The reconciliation publishes what was changed lately once more; the sweep over what is kept for a time only clears old notes.
        builder.HasIndex(record => record.At);
        builder.HasIndex(record => record.At, "IX_Moderations_Notes").HasFilter("note IS NOT NULL");
    }
}
