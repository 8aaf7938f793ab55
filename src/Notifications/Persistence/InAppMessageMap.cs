using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Notifications.InApp;

namespace Notifications.Persistence;

internal sealed class InAppMessageMap : IEntityTypeConfiguration<InAppMessage>
{
    public void Configure(EntityTypeBuilder<InAppMessage> builder)
    {
        builder.ToTable("InAppMessages");
        builder.HasKey(message => message.MessageId);
        builder.Property(message => message.MessageId).ValueGeneratedNever();
        builder.Property(message => message.Kind).HasMaxLength(Lengths.Word);
        builder.Property(message => message.RecipientId).HasMaxLength(Lengths.Id);
        builder.Property(message => message.ContractId).HasMaxLength(Lengths.Id);
        builder.Property(message => message.Link).HasMaxLength(Lengths.Link);

        builder.HasIndex(message => new { message.SourceId, message.Kind, message.RecipientId }).IsUnique();
        builder.HasIndex(message => new { message.RecipientId, message.CreatedAt, message.MessageId });
        builder.HasIndex(
                message => new { message.RecipientId, message.CreatedAt, message.MessageId },
                "IX_InAppMessages_Unread")
            .HasFilter("read_at IS NULL");
    }
}
