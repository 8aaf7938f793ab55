using Messaging.EntityFrameworkCore.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Notifications.Persistence;

namespace Notifications.Inbox;

/// <summary>A notice in its recipient's inbox.</summary>
internal sealed class InAppMessage
{
    public required Guid MessageId { get; init; }

    /// <summary>The request or the feedback that it is about; with kind and recipient its natural key.</summary>
    public required Guid SourceId { get; init; }

    /// <summary>One of <see cref="NoticeKinds"/>.</summary>
    public required string Kind { get; init; }

    public required string RecipientId { get; init; }

    public required string Text { get; init; }

    public required string ContractId { get; init; }

    /// <summary>Where it leads, relative to the site.</summary>
    public required string Link { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ReadAt { get; set; }
}

internal sealed class InAppMessageMap : IEntityTypeConfiguration<InAppMessage>
{
    /// <summary>A relative link with an escaped id.</summary>
    private const int LinkLength = 1024;

    public void Configure(EntityTypeBuilder<InAppMessage> builder)
    {
        builder.ToTable("InAppMessages");
        builder.HasKey(message => message.MessageId);
        builder.Property(message => message.MessageId).ValueGeneratedNever();
        builder.ClusterByAge(message => message.CreatedAt);
        builder.Property(message => message.Kind).HasMaxLength(NotificationsDbContext.KeywordLength);
        builder.Property(message => message.RecipientId).HasMaxLength(Limits.MaxIdLength);
        builder.Property(message => message.ContractId).HasMaxLength(Limits.MaxIdLength);
        builder.Property(message => message.Link).HasMaxLength(LinkLength);

        builder.HasIndex(message => new { message.SourceId, message.Kind, message.RecipientId }).IsUnique();
        builder.HasIndex(message => message.CreatedAt);
        builder.HasIndex(message => new { message.RecipientId, message.CreatedAt, message.MessageId });
        builder.HasIndex(
                message => new { message.RecipientId, message.CreatedAt, message.MessageId },
                "IX_InAppMessages_Unread")
            .HasFilter("read_at IS NULL");
    }
}
