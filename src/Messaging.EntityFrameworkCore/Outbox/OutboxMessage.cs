using MassTransit.Scheduling;
using Messaging.EntityFrameworkCore.Databases;
using Messaging.EntityFrameworkCore.Scheduling;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>
/// A row of the outbox: a committed message that still has to be sent, either immediately or, as a timer, at a later instant. The
/// row is written in the transaction of the handler that sends the message, and is deleted once the transport has confirmed it.
/// </summary>
public sealed class OutboxMessage
{
    private static readonly HashSet<Type> _recurring =
    [
        typeof(ScheduleRecurringMessage), typeof(CancelScheduledRecurringMessage),
        typeof(PauseScheduledRecurringMessage), typeof(ResumeScheduledRecurringMessage),
    ];

    /// <summary>The id of the row. For a timer it is also the id of its message, and the token that cancels it.</summary>
    public required Guid Id { get; init; }

    /// <summary>
    /// The message's id. Several rows may have the same one: a message that is sent to two destinations is two rows. Null if it is
    /// <see cref="Id"/>, as for a timer.
    /// </summary>
    public Guid? MessageId { get; init; }

    /// <summary>The message's id on the wire.</summary>
    internal Guid WireId => MessageId ?? Id;

    /// <summary>The position among the messages of one commit, from 0.</summary>
    public required int Position { get; init; }

    /// <summary>When the messages of a commit were captured, in UTC: the same instant for all messages of one commit.</summary>
    public required DateTimeOffset EnqueuedAt { get; init; }

    /// <summary>When the message is to be sent, in UTC: the instant of a timer, otherwise <see cref="EnqueuedAt"/>.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>True for a timer, false for a message that is sent right after its commit.</summary>
    public required bool IsTimer { get; init; }

    /// <summary>
    /// The first instant, in UTC, at which a dispatcher may claim the row: the instant of a timer, the end of the current lease,
    /// or the end of the wait after a failure. Null for a parked row.
    /// </summary>
    public DateTimeOffset? NextAttemptAt { get; set; }

    /// <summary>The address to send to, without the broker's host, so that a timer can be sent after the broker has moved.</summary>
    public required string Destination { get; init; }

    /// <summary>The URN of the message's type, for operators and for counting its consumers.</summary>
    public required string MessageType { get; init; }

    /// <summary>The content type of <see cref="Body"/>.</summary>
    public required string ContentType { get; init; }

    /// <summary>The transport headers as a JSON object; null if there are none.</summary>
    public string? Headers { get; init; }

    /// <summary>The transport properties other than headers, as a JSON object; null if all of them have their defaults.</summary>
    public string? Properties { get; init; }

    /// <summary>The serialised body.</summary>
    public required byte[] Body { get; init; }

    /// <summary>How many attempts to send the message have failed.</summary>
    public int Attempts { get; set; }

    /// <summary>The type of the last failure. It is never its text, which may contain personal data.</summary>
    public string? LastError { get; set; }

    /// <summary>When the row was set aside for an operator, in UTC; null if it is not parked.</summary>
    public DateTimeOffset? ParkedAt { get; set; }

    /// <summary>Turns a message that is being sent into a row, which a dispatcher may claim as soon as it is due.</summary>
    /// <exception cref="MessageException">The message has no id.</exception>
    /// <exception cref="NotSupportedException">The message is a command to a scheduler that the outbox does not have.</exception>
    internal static OutboxMessage Capture<T>(SendContext<T> context, int position, DateTimeOffset enqueuedAt, TimerInstant? timer)
        where T : class
    {
        if (_recurring.Contains(typeof(T)))
            throw new NotSupportedException("The outbox has no recurring timers. Let the handler of a timer set the next one.");

        var messageId = context.MessageId ?? throw new MessageException(typeof(T), "The message has no id.");

        // A serialiser may add headers.
        var body = context.Serializer.GetMessageBody(context).GetBytes();
        return new OutboxMessage
        {
            Id = timer is null ? Guid.CreateVersion7() : messageId,
            MessageId = timer is null ? messageId : null,
            Position = position,
            EnqueuedAt = enqueuedAt,
            DueAt = timer?.DueAt ?? enqueuedAt,
            IsTimer = timer is not null,
            NextAttemptAt = timer?.DueAt ?? enqueuedAt,
            Destination = OutboxAddress.ToStored(context.DestinationAddress!),
            MessageType = MessageUrn.ForTypeString<T>(),
            ContentType = (context.ContentType ?? context.Serializer.ContentType).ToString(),
            Headers = StoredHeaders.ToStored(context.Headers.GetAll()),
            Properties = StoredProperties.ToStored(context),
            Body = body,
        };
    }
}

/// <summary>Maps <see cref="OutboxMessage"/> in the model of a service's DbContext.</summary>
public static class OutboxModel
{
    /// <summary>Adds the table of outgoing messages and timers. Call this method in <c>OnModelCreating</c>.</summary>
    public static ModelBuilder AddOutbox(this ModelBuilder modelBuilder) =>
        modelBuilder.Entity<OutboxMessage>(row =>
        {
            row.ToTable("OutboxMessages");
            row.HasKey(message => message.Id);
            row.Property(message => message.Id).ValueGeneratedNever();
            row.Property(message => message.Destination).HasMaxLength(512);
            row.Property(message => message.MessageType).HasMaxLength(512);
            row.Property(message => message.ContentType).HasMaxLength(128);
            row.Property(message => message.LastError).HasMaxLength(256);
            row.HasIndex(message => new { message.NextAttemptAt, message.Position });
            row.ClusterByAge(message => new { message.EnqueuedAt, message.Position });
        });
}
