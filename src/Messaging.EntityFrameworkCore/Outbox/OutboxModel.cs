using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>Maps the outbox into a service's own DbContext.</summary>
public static class OutboxModel
{
    /// <summary>Adds the table of outgoing messages and timers. Call it in <c>OnModelCreating</c>.</summary>
    public static ModelBuilder AddOutbox(this ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);

        return modelBuilder.Entity<OutboxMessage>(row =>
        {
            row.ToTable("OutboxMessages");
            row.HasKey(message => message.Id);
            row.Property(message => message.Id).ValueGeneratedNever();
            row.Property(message => message.Destination).HasMaxLength(512);
            row.Property(message => message.MessageType).HasMaxLength(512);
            row.Property(message => message.ContentType).HasMaxLength(128);
            row.Property(message => message.LastError).HasMaxLength(256);
            row.HasIndex(message => message.NextAttemptAt);
        });
    }
}
