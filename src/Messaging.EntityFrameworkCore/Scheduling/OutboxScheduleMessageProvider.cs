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
    /// <param name="destinationAddress">Where the message goes.</param>
    /// <param name="scheduledTime">When it goes; local time is converted to UTC, unspecified time is taken for UTC.</param>
    /// <param name="message">The message.</param>
    /// <param name="pipe">Sets headers and properties of the message.</param>
    /// <param name="cancellationToken">Cancels the capturing.</param>
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
        await endpoint.Send(message, new TimerPipe<T>(pipe, tokenId, dueAt), cancellationToken);

        return new Timer<T>(tokenId, dueAt.UtcDateTime, destinationAddress, message);
    }

    public Task CancelScheduledSend(Guid tokenId, CancellationToken cancellationToken)
    {
        transaction.Cancel(tokenId);
        return Task.CompletedTask;
    }

    public Task CancelScheduledSend(Uri destinationAddress, Guid tokenId, CancellationToken cancellationToken) =>
        CancelScheduledSend(tokenId, cancellationToken);

    /// <summary>Marks a message as a timer. It runs before serialisation, because MassTransit's headers are part of the envelope.</summary>
    private sealed class TimerPipe<T>(IPipe<SendContext<T>> next, Guid tokenId, DateTimeOffset dueAt) : IPipe<SendContext<T>>
        where T : class
    {
        public async Task Send(SendContext<T> context)
        {
            if (next.IsNotEmpty())
                await next.Send(context);

            context.MessageId = tokenId;
            context.ScheduledMessageId = tokenId;
            context.Headers.Set(MessageHeaders.SchedulingTokenId, tokenId.ToString("D"));
            context.GetOrAddPayload(() => new TimerInstant(dueAt));
        }

        public void Probe(ProbeContext context) => next.Probe(context);
    }

    private sealed record Timer<T>(Guid TokenId, DateTime ScheduledTime, Uri Destination, T Payload) : ScheduledMessage<T>
        where T : class;
}

/// <summary>The payload of a send context that makes the message a timer, which is sent at <see cref="DueAt"/> (UTC).</summary>
internal sealed class TimerInstant(DateTimeOffset dueAt)
{
    public DateTimeOffset DueAt => dueAt;
}
