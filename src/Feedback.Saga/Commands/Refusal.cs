using Messaging.EntityFrameworkCore.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Feedback.Saga.Commands;

/// <summary>
/// A command that the rules refused: kept for a time, so that it can be explained, and refused alike when it comes again.
/// </summary>
internal sealed class Refusal
{
    /// <summary>The id of the request or the feedback that the command was to make; of a decline, its own.</summary>
    public required Guid CommandId { get; init; }

    /// <summary>One of <see cref="CommandKinds"/>.</summary>
    public required string Kind { get; init; }

    public required string ContractId { get; init; }

    public required string CallerId { get; init; }

    /// <summary>The instant that was judged.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The reasons, as JSON.</summary>
    public required string Reasons { get; init; }

    /// <summary>The policy in force, as JSON (R44).</summary>
    public required string Policy { get; init; }

    /// <summary>The facts that it was judged on, as JSON (R44).</summary>
    public required string Facts { get; init; }
}

internal sealed class RefusalMap : IEntityTypeConfiguration<Refusal>
{
    public void Configure(EntityTypeBuilder<Refusal> builder)
    {
        builder.ToTable("Refusals");
        builder.HasKey(refusal => refusal.CommandId);
        builder.Property(refusal => refusal.CommandId).ValueGeneratedNever();
        builder.ClusterByAge(refusal => refusal.At);
        builder.Property(refusal => refusal.Kind).HasMaxLength(CommandKinds.MaxLength);
        builder.Property(refusal => refusal.ContractId).HasMaxLength(Limits.MaxIdLength);
        builder.Property(refusal => refusal.CallerId).HasMaxLength(Limits.MaxIdLength);
        builder.HasIndex(refusal => refusal.At);
        builder.HasIndex(refusal => new { refusal.ContractId, refusal.At });
    }
}
