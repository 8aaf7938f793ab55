using MassTransit.Scheduling;
using Messaging.EntityFrameworkCore.Scheduling;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>Turns a message that is being sent into an outbox row.</summary>
internal static class CapturedMessage
{
    private static readonly HashSet<Type> _recurring =
    [
        typeof(ScheduleRecurringMessage), typeof(CancelScheduledRecurringMessage),
        typeof(PauseScheduledRecurringMessage), typeof(ResumeScheduledRecurringMessage),
    ];

    /// <summary>Creates a row that a dispatcher may claim as soon as it is due.</summary>
    /// <exception cref="MessageException">The message has no id.</exception>
    /// <exception cref="NotSupportedException">The message is a command to a scheduler that the outbox does not have.</exception>
    public static OutboxMessage ToRow<T>(SendContext<T> context, int position, DateTimeOffset enqueuedAt, TimerInstant? timer)
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
