using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Notifications.Ledger;

namespace Notifications.Persistence;

internal sealed class DeliveryMap : IEntityTypeConfiguration<Delivery>
{
    public void Configure(EntityTypeBuilder<Delivery> builder)
    {
        builder.ToTable("Deliveries");
        builder.HasKey(delivery => delivery.DeliveryId);
        builder.Property(delivery => delivery.DeliveryId).ValueGeneratedNever();
        builder.Property(delivery => delivery.ContractId).HasMaxLength(Lengths.Id);
        builder.Property(delivery => delivery.Notice).HasMaxLength(Lengths.Word);
        builder.Property(delivery => delivery.Channel).HasMaxLength(Lengths.Word);
        builder.Property(delivery => delivery.RecipientId).HasMaxLength(Lengths.Id);
        builder.Property(delivery => delivery.OtherPartyId).HasMaxLength(Lengths.Id);
        builder.Property(delivery => delivery.Status).HasMaxLength(Lengths.Word).IsConcurrencyToken();
        builder.Property(delivery => delivery.Attempts).IsConcurrencyToken();
        builder.Property(delivery => delivery.LastError).HasMaxLength(Lengths.Name);
        builder.Property(delivery => delivery.MessageId).HasMaxLength(Lengths.Address);

        builder.HasIndex(delivery => new { delivery.SourceId, delivery.Notice, delivery.Channel, delivery.RecipientId })
            .IsUnique();
        builder.HasIndex(delivery => delivery.RequestId);
        builder.HasIndex(delivery => delivery.RecipientId, "IX_Deliveries_WaitingForAddress")
            .HasFilter($"status = '{DeliveryStatuses.WaitingForAddress}'");
    }
}
