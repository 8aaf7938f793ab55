using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Feedback.Saga.Persistence;

internal sealed class IdempotentAnswerMap : IEntityTypeConfiguration<IdempotentAnswer>
{
    public void Configure(EntityTypeBuilder<IdempotentAnswer> builder)
    {
        builder.ToTable("IdempotentAnswers");
        builder.HasKey(answer => new { answer.ContractId, answer.CallerId, answer.Kind, answer.Key });
        builder.Property(answer => answer.Kind).HasMaxLength(8);
        builder.Property(answer => answer.CallerId).HasMaxLength(PlainText.MaxIdLength);
        builder.Property(answer => answer.ContractId).HasMaxLength(PlainText.MaxIdLength);
        builder.Property(answer => answer.Key).HasMaxLength(PlainText.MaxKeyLength);
        builder.Property(answer => answer.BodyHash).HasMaxLength(PlainText.MaxHashLength);
        builder.Property(answer => answer.AnswerType).HasMaxLength(64);
        builder.HasIndex(answer => answer.At);
    }
}
