using Messaging.EntityFrameworkCore.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Feedback.Saga.Rollout;

/// <summary>
/// That a request for feedback was refused, by cohort, for reports (R63). It names neither a person nor a contract, so that it may be kept
/// longer than the refusal itself.
/// </summary>
internal sealed class RolloutRefusal
{
    private const char Separator = ',';

    public required Guid Id { get; init; }

    /// <summary>The instant that was judged.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The version of the rollout that the request was judged by.</summary>
    public required int RolloutVersion { get; init; }

    /// <summary>The cohort of the freelancer in that version.</summary>
    public required string Cohort { get; init; }

    /// <summary>The codes of all reasons, in the order in which the policy names them.</summary>
    public required string Reasons { get; init; }

    /// <summary>The codes, one by one.</summary>
    public static IReadOnlyList<string> CodesOf(string reasons) => reasons.Split(Separator);

    public static RolloutRefusal Of(DateTimeOffset at, int version, string cohort, IEnumerable<RefusalReason> reasons) => new()
    {
        Id = Guid.CreateVersion7(),
        At = at,
        RolloutVersion = version,
        Cohort = cohort,
        Reasons = string.Join(Separator, reasons.Select(reason => reason.Code)),
    };
}

internal sealed class RolloutRefusalMap : IEntityTypeConfiguration<RolloutRefusal>
{
    public void Configure(EntityTypeBuilder<RolloutRefusal> builder)
    {
        builder.ToTable("RolloutRefusals");
        builder.HasKey(refusal => refusal.Id);
        builder.Property(refusal => refusal.Id).ValueGeneratedNever();
        builder.ClusterByAge(refusal => refusal.At);
        builder.Property(refusal => refusal.Cohort).HasMaxLength(Limits.MaxCohortNameLength);
        builder.Property(refusal => refusal.Reasons).HasMaxLength(200);
        builder.HasIndex(refusal => refusal.At);
    }
}
