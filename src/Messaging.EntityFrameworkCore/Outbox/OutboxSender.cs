using System.Net.Mime;
using System.Text.Json;
using MassTransit;
using MassTransit.Serialization;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>Hands stored messages to the transport, byte for byte as they were serialised.</summary>
internal sealed class OutboxSender(StalledDestinations stalled)
{
    /// <summary>
    /// Returns when the transport has confirmed the message, and stops waiting when cancelled, whatever the transport does:
    /// who waits for a turn on a channel as its connection breaks waits for ever, deaf to cancellation (RabbitMQ.Client 7.2.2
    /// disposes the semaphore). Who sends later gets a new channel.
    /// </summary>
    public async Task SendAsync(ISendEndpointProvider endpoints, OutboxMessage message, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            await HandOverAsync(endpoints, message, cancellationToken).WaitAsync(cancellationToken);
            stalled.Confirmed(message.Destination);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            stalled.TimedOut(message.Destination);
            throw;
        }
    }

    private static async Task HandOverAsync(
        ISendEndpointProvider endpoints, OutboxMessage message, CancellationToken cancellationToken)
    {
        var endpoint = await endpoints.GetSendEndpoint(new Uri(message.Destination));
        await endpoint.Send(new StoredBody(), new StoredMessagePipe(message), cancellationToken);
    }

    /// <summary>Stands in for the message: its bytes are already in the row.</summary>
    private sealed record StoredBody;

    private sealed class StoredMessagePipe(OutboxMessage message) : IPipe<SendContext<StoredBody>>
    {
        public Task Send(SendContext<StoredBody> context)
        {
            context.MessageId = message.Id;
            context.SupportedMessageTypes = [message.MessageType];
            context.Serializer = new CopyBodySerializer(new ContentType(message.ContentType), new BytesMessageBody(message.Body));
            if (message.Headers is null)
                return Task.CompletedTask;

            foreach (var header in JsonSerializer.Deserialize<Dictionary<string, string>>(message.Headers)!)
                context.Headers.Set(header.Key, header.Value);

            return Task.CompletedTask;
        }

        public void Probe(ProbeContext context)
        {
        }
    }
}
