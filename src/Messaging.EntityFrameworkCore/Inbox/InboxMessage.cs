using Messaging.EntityFrameworkCore.Databases;

namespace Messaging.EntityFrameworkCore.Inbox;

/// <summary>
/// A row of the inbox: a message that a consumer has handled. The row is written in the transaction of the handling, and is deleted
/// when <see cref="Outbox.OutboxOptions.DuplicateDetectionWindow"/> has passed.
/// </summary>
public sealed class InboxMessage
{
    /// <summary>A hash of the message's id and the consumer.</summary>
    public required Guid Id { get; init; }

    /// <summary>The message's id on the wire, for operators.</summary>
    public required Guid MessageId { get; init; }

    /// <summary>The endpoint and the consumer or saga that handled the message, for operators.</summary>
    public required string Consumer { get; init; }

    /// <summary>When the message was handled, in UTC.</summary>
    public required DateTimeOffset HandledAt { get; set; }
}

/// <summary>Maps <see cref="InboxMessage"/> in the model of a service's DbContext.</summary>
public static class InboxModel
{
    internal const int ConsumerLength = 512;

    /// <summary>
    /// Adds the table of handled messages, which <see cref="Outbox.OutboxOptions.DuplicateDetectionWindow"/> needs. Call this method in
    /// <c>OnModelCreating</c>.
    /// </summary>
    public static ModelBuilder AddInbox(this ModelBuilder modelBuilder) =>
        modelBuilder.Entity<InboxMessage>(row =>
        {
            row.ToTable("InboxMessages");
            row.HasKey(message => message.Id);
            row.Property(message => message.Id).ValueGeneratedNever();
            row.Property(message => message.Consumer).HasMaxLength(ConsumerLength);
            row.HasIndex(message => message.HandledAt);
            row.ClusterByAge(message => message.HandledAt);
        });
}
