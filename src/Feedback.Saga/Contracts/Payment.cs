using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Feedback.Saga.Contracts;

/// <summary>A payment, by its natural key. Its reversal may be known before it is (R40).</summary>
internal sealed class Payment
{
    public required string PaymentId { get; init; }

    public required string ContractId { get; set; }

    public decimal? Amount { get; private set; }

    public string? Currency { get; private set; }

    /// <summary>When the client paid; none while only the reversal is known.</summary>
    public DateTimeOffset? PaidAt { get; private set; }

    /// <summary>Whether the amount is above zero (R3).</summary>
    public bool IsPositive { get; private set; }

    /// <summary>
    /// Whether more was paid than had been agreed on, as any of its events says (R65, R40); it counts for R3 all the same.
    /// </summary>
    public bool IsBonus { get; private set; }

    public DateTimeOffset? ReversedAt { get; private set; }

    /// <summary>Whether it counts now; at an earlier instant a reversal may still have lain ahead.</summary>
    public bool Counts => PaidAt is not null && IsPositive && ReversedAt is null;

    /// <summary>A reversal that named another contract and came first counts as little as one that comes after the payment (R40).</summary>
    public void Made(string contractId, decimal amount, string currency, DateTimeOffset paidAt, bool isBonus)
    {
        if (ContractId != contractId)
            (ContractId, ReversedAt) = (contractId, null);

        (Amount, Currency, PaidAt) = (amount, currency, paidAt);
        (IsPositive, IsBonus) = (amount > 0, isBonus);
    }

    public void MadeAsBonus() => IsBonus = true;

    /// <summary>Of two different reversals the earlier wins.</summary>
    public void Reversed(DateTimeOffset reversedAt)
    {
        if (!(ReversedAt <= reversedAt))
            ReversedAt = reversedAt;
    }
}

internal sealed class PaymentMap : IEntityTypeConfiguration<Payment>
{
    public void Configure(EntityTypeBuilder<Payment> builder)
    {
        builder.ToTable("Payments");
        builder.HasKey(payment => payment.PaymentId);
        builder.Property(payment => payment.PaymentId).HasMaxLength(Limits.MaxIdLength);
        builder.Property(payment => payment.ContractId).HasMaxLength(Limits.MaxIdLength);
        builder.Property(payment => payment.Currency).HasMaxLength(Limits.MaxIdLength);
        builder.Property(payment => payment.Amount).HasPrecision(19, 4);
        builder.Ignore(payment => payment.Counts);
        builder.HasIndex(payment => new { payment.ContractId, payment.PaidAt });
    }
}
