using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Feedback.Saga.Persistence;

internal sealed class PaymentMap : IEntityTypeConfiguration<Payment>
{
    public void Configure(EntityTypeBuilder<Payment> builder)
    {
        builder.ToTable("Payments");
        builder.HasKey(payment => payment.PaymentId);
        builder.Property(payment => payment.PaymentId).HasMaxLength(PlainText.MaxIdLength);
        builder.Property(payment => payment.ContractId).HasMaxLength(PlainText.MaxIdLength);
        builder.Property(payment => payment.Currency).HasMaxLength(PlainText.MaxIdLength);
        builder.Property(payment => payment.Amount).HasPrecision(19, 4);
        builder.Ignore(payment => payment.Counts);
        builder.HasIndex(payment => new { payment.ContractId, payment.PaidAt });
    }
}
