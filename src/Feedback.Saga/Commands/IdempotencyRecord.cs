using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Feedback.Saga.Commands;

/// <summary>The first response to a command that came with an idempotency key; later commands get it again.</summary>
internal sealed class IdempotencyRecord
{
    /// <summary>One of <see cref="CommandKinds"/>.</summary>
    public required string Kind { get; init; }

    public required string CallerId { get; init; }

    public required string ContractId { get; init; }

    public required string Key { get; init; }

    public required string BodyHash { get; init; }

    /// <summary>The name of the response's type.</summary>
    public required string ResponseType { get; init; }

    /// <summary>The response, as JSON.</summary>
    public required string Response { get; init; }

    public required DateTimeOffset At { get; init; }
}

/// <summary>The names of the table and of two columns are older than those of the members.</summary>
internal sealed class IdempotencyRecordMap : IEntityTypeConfiguration<IdempotencyRecord>
{
    public void Configure(EntityTypeBuilder<IdempotencyRecord> builder)
    {
        builder.ToTable("IdempotentAnswers");
        builder.HasKey(record => new { record.ContractId, record.CallerId, record.Kind, record.Key });
        builder.Property(record => record.Kind).HasMaxLength(CommandKinds.MaxLength);
        builder.Property(record => record.CallerId).HasMaxLength(Limits.MaxIdLength);
        builder.Property(record => record.ContractId).HasMaxLength(Limits.MaxIdLength);
        builder.Property(record => record.Key).HasMaxLength(Limits.MaxIdempotencyKeyLength);
        builder.Property(record => record.BodyHash).HasMaxLength(Limits.MaxBodyHashLength);
        builder.Property(record => record.ResponseType).HasMaxLength(64).HasColumnName("answer_type");
        builder.Property(record => record.Response).HasColumnName("answer");
        builder.HasIndex(record => record.At);
    }
}
