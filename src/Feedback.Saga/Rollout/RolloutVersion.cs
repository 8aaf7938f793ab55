using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Feedback.Saga.Rollout;

/// <summary>A version of the rollout. A change adds one; none is ever changed, but for the ids of persons who are erased (R61).</summary>
internal sealed class RolloutVersion
{
    /// <summary>From 1 on, without gaps. The latest is in force.</summary>
    public required int Version { get; init; }

    /// <summary>The <see cref="RolloutDefinition"/>, as JSON.</summary>
    public required string Definition { get; set; }

    /// <summary>How often ids in it were replaced. A process that has another revision of the version in memory reads it anew.</summary>
    public int Revision { get; set; }

    /// <summary>When it was stored.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>The operator who stored it.</summary>
    public required string OperatorId { get; set; }

    /// <summary>Why, in the operator's words.</summary>
    public string? Note { get; set; }

    public RolloutView ToView()
    {
        var definition = RolloutDefinition.Parse(Definition);
        return new RolloutView
        {
            Version = Version,
            Percentage = definition.Percentage,
            Freelancers = definition.Freelancers,
            Cohorts = definition.Cohorts,
            ChangedAt = ChangedAt,
            ChangedBy = OperatorId,
            Note = Note,
        };
    }

    public RolloutVersionSummary ToSummary()
    {
        var definition = RolloutDefinition.Parse(Definition);
        return new RolloutVersionSummary
        {
            Version = Version,
            Percentage = definition.Percentage,
            FreelancerCount = definition.Freelancers.Count,
            Cohorts =
            [
                .. definition.Cohorts.Select(cohort => new RolloutCohortSummary
                {
                    Name = cohort.Name,
                    Percentage = cohort.Percentage,
                    FreelancerCount = cohort.Freelancers.Count,
                }),
            ],
            ChangedAt = ChangedAt,
            ChangedBy = OperatorId,
            Note = Note,
        };
    }
}

internal sealed class RolloutVersionMap : IEntityTypeConfiguration<RolloutVersion>
{
    public void Configure(EntityTypeBuilder<RolloutVersion> builder)
    {
        builder.ToTable("RolloutVersions");

        // Of two changes of one version the key refuses the later.
        builder.HasKey(version => version.Version);
        builder.Property(version => version.Version).ValueGeneratedNever();
        builder.Property(version => version.OperatorId).HasMaxLength(Limits.MaxIdLength);
        builder.Property(version => version.Note).HasMaxLength(Limits.MaxNoteLength);
    }
}
