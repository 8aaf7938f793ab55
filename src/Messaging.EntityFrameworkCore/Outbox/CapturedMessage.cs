using System.Text.Json;
using MassTransit;
using Messaging.EntityFrameworkCore.Scheduling;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>Turns a message that is being sent into an outbox row.</summary>
internal static class CapturedMessage
{
    /// <summary>Creates a row that a dispatcher may claim as soon as it is due.</summary>
    /// <exception cref="MessageException">The message has no id.</exception>
    public static OutboxMessage ToRow<T>(
        SendContext<T> context, string destination, int position, DateTimeOffset enqueuedAt, TimerInstant? timer)
        where T : class
    {
        var messageId = context.MessageId ?? throw new MessageException(typeof(T), "The message has no id.");
        return new OutboxMessage
        {
            Id = timer is null ? Guid.CreateVersion7() : messageId,
            MessageId = timer is null ? messageId : null,
            Position = position,
            EnqueuedAt = enqueuedAt,
            DueAt = timer?.DueAt ?? enqueuedAt,
            IsTimer = timer is not null,
            NextAttemptAt = timer?.DueAt ?? enqueuedAt,
            Destination = destination,
            MessageType = MessageUrn.ForTypeString<T>(),
            ContentType = context.Serializer.ContentType.ToString(),
            Headers = Serialize(context.Headers),
            Body = context.Serializer.GetMessageBody(context).GetBytes(),
        };
    }

    private static string? Serialize(Headers headers)
    {
        var values = headers.GetAll().ToDictionary(header => header.Key, header => header.Value.ToString());
        return values.Count == 0 ? null : JsonSerializer.Serialize(values);
    }
}
