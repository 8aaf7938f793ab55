using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Feedback.Saga.Persistence;

internal sealed class RefusalMap : IEntityTypeConfiguration<Refusal>
{
    public void Configure(EntityTypeBuilder<Refusal> builder)
    {
        builder.ToTable("Refusals");
        builder.HasKey(refusal => refusal.CommandId);
        builder.Property(refusal => refusal.CommandId).ValueGeneratedNever();
        builder.Property(refusal => refusal.Kind).HasMaxLength(8);
        builder.Property(refusal => refusal.ContractId).HasMaxLength(PlainText.MaxIdLength);
        builder.Property(refusal => refusal.CallerId).HasMaxLength(PlainText.MaxIdLength);
        builder.HasIndex(refusal => new { refusal.ContractId, refusal.At });
    }
}
