using MassTransit.Scheduling;
using Messaging.EntityFrameworkCore.Databases;
using Messaging.EntityFrameworkCore.Outbox;

namespace Messaging.EntityFrameworkCore.Scheduling;

/// <summary>
/// Sets and cancels timers as outbox rows, in the transaction of the handler. The token of a timer is the id of its message,
/// which is the key of its row.
/// </summary>
internal sealed class OutboxScheduleMessageProvider(OutboxTransaction transaction, ISendEndpointProvider endpoints)
    : IScheduleMessageProvider
{
    /// <summary>Sets a timer. Local time is converted to UTC; unspecified time is taken for UTC.</summary>
    public async Task<ScheduledMessage<T>> ScheduleSend<T>(
        Uri destinationAddress, DateTime scheduledTime, T message, IPipe<SendContext<T>> pipe, CancellationToken cancellationToken)
        where T : class
    {
        var tokenId = ScheduleTokenIdCache<T>.GetTokenId(message, Guid.CreateVersion7());
        var utc = scheduledTime.Kind == DateTimeKind.Local
            ? scheduledTime.ToUniversalTime()
            : DateTime.SpecifyKind(scheduledTime, DateTimeKind.Utc);
        var dueAt = new DateTimeOffset(utc).ToMicroseconds();

        var endpoint = await endpoints.GetSendEndpoint(destinationAddress);
        await endpoint.Send(message, Pipe.ExecuteAsync<SendContext<T>>(MarkAsync), cancellationToken);

        return new Timer<T>(tokenId, dueAt.UtcDateTime, destinationAddress, message);

        // A timer is marked before its serialisation, because MassTransit's headers are part of the envelope.
        async Task MarkAsync(SendContext<T> context)
        {
            if (pipe.IsNotEmpty())
                await pipe.Send(context);

            context.MessageId = tokenId;
            context.ScheduledMessageId = tokenId;
            context.Headers.Set(MessageHeaders.SchedulingTokenId, tokenId.ToString("D"));
            context.GetOrAddPayload(() => new TimerInstant(dueAt));
        }
    }

    public Task CancelScheduledSend(Guid tokenId, CancellationToken cancellationToken)
    {
        transaction.Cancel(tokenId);
        return Task.CompletedTask;
    }

    public Task CancelScheduledSend(Uri destinationAddress, Guid tokenId, CancellationToken cancellationToken) =>
        CancelScheduledSend(tokenId, cancellationToken);

    private sealed record Timer<T>(Guid TokenId, DateTime ScheduledTime, Uri Destination, T Payload) : ScheduledMessage<T>
        where T : class;
}

/// <summary>The payload of a send context that makes the message a timer, which is sent at <see cref="DueAt"/> (UTC).</summary>
internal sealed record TimerInstant(DateTimeOffset DueAt);
