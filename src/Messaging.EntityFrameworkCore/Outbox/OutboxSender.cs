using System.Diagnostics;
using System.Net.Mime;
using System.Net.Sockets;
using MassTransit.Logging;
using MassTransit.Serialization;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>Sends stored messages to the transport, with the bytes that were serialised when they were captured.</summary>
internal sealed class OutboxSender(StallDetector stalls, TimeProvider clock)
{
    /// <summary>
    /// Sends a message and returns when the transport has confirmed it. Cancellation ends the wait even if the transport ignores
    /// it: RabbitMQ.Client 7.2.2 disposes a channel's semaphore when its connection breaks, and a sender that waits on it is never
    /// woken. Later senders get a new channel.
    /// </summary>
    public async Task SendAsync(ISendEndpointProvider endpoints, OutboxMessage message, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            await SendToTransportAsync(endpoints, message, cancellationToken).WaitAsync(cancellationToken);
            stalls.RecordConfirmation(message.Destination);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            stalls.RecordTimeout(message.Destination);
            throw;
        }
    }

    private async Task SendToTransportAsync(
        ISendEndpointProvider endpoints, OutboxMessage message, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var headers = new Dictionary<string, object>(StoredHeaders.Read(message.Headers));
        if (TraceParent(headers) is { } parent && Activity.Current is { } current && current.TraceId != parent.TraceId)
            Activity.Current = null;

        var endpoint = await endpoints.GetSendEndpoint(new Uri(message.Destination));
        await endpoint.Send(new StoredBody(), Pipe.Execute<SendContext<StoredBody>>(Restore), cancellationToken);

        void Restore(SendContext<StoredBody> context)
        {
            context.MessageId = message.WireId;
            context.SupportedMessageTypes = [message.MessageType];
            context.Serializer = new CopyBodySerializer(new ContentType(message.ContentType), new BytesMessageBody(message.Body));
            StoredProperties.Apply(message.Properties, message.DueAt, now, context);

            foreach (var header in context.Headers.GetAll().ToList())
                context.Headers.Set(header.Key, value: null);

            foreach (var header in headers)
                context.Headers.Set(header.Key, header.Value);
        }
    }

    /// <summary>The activity that stored the message. MassTransit continues its trace unless there is a current activity.</summary>
    private static ActivityContext? TraceParent(Dictionary<string, object> headers) =>
        headers.TryGetValue(DiagnosticHeaders.ActivityId, out var id) && ActivityContext.TryParse(id as string, null, out var parent)
            ? parent
            : null;

    /// <summary>A placeholder for the message, whose bytes are in the row.</summary>
    private sealed record StoredBody;
}

/// <summary>Distinguishes a broken connection from a message that the transport rejects.</summary>
internal static class TransportFailures
{
    /// <summary>
    /// True if the failure is not the message's fault: the connection or its channel is gone, or the send timed out. A
    /// channel that was closed with its connection throws <see cref="ObjectDisposedException"/>.
    /// </summary>
    public static bool IsBroken(Exception failure) =>
        failure is ObjectDisposedException or ConnectionException or IOException or SocketException
            or TimeoutException or OperationCanceledException
        || (failure.InnerException is { } inner && IsBroken(inner));
}
