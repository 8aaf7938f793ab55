using System.Text.Json;
using Gateway.Http;
using MassTransit;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace Gateway.Inbox;

/// <summary>Writes one user's messages as Server-Sent Events until the user or the process goes.</summary>
internal sealed partial class MessageStream(
    MessageSignals signals,
    ServiceClient services,
    IHostApplicationLifetime lifetime,
    IOptions<GatewayOptions> options,
    IOptions<JsonOptions> json,
    ILogger<MessageStream> logger)
{
    public const string LastEventId = "Last-Event-ID";

    public async Task WriteAsync(string recipientId, Guid? last, HttpResponse response, CancellationToken aborted)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(aborted, lifetime.ApplicationStopping);
        using var subscription = signals.Subscribe(recipientId);
        var missed = new MissedMessages(services, recipientId, last);
        await missed.StartAsync(ending.Token);

        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        await response.WriteAsync("retry: 2000\n\n", ending.Token);
        await response.Body.FlushAsync(ending.Token);
        try
        {
            if (last is not null)
                await WriteEventsAsync(await missed.ReadAsync([], ending.Token), response, ending.Token);

            while (true)
            {
                var stored = await NextAsync(subscription, ending.Token);
                if (stored.Count == 0)
                    await response.WriteAsync(": still here\n\n", ending.Token);
                else
                    await WriteEventsAsync(await missed.ReadAsync(stored, ending.Token), response, ending.Token);

                await response.Body.FlushAsync(ending.Token);
            }
        }
        catch (Exception exception)
            when (ending.IsCancellationRequested && exception is OperationCanceledException or RequestCanceledException)
        {
            // The reader left, or this process is stopping: the stream just ends.
        }
        catch (RequestException exception)
        {
            // The stream ends; its reader comes back with Last-Event-ID and misses nothing.
            LogBroken(logger, exception);
        }
    }

    /// <summary>Waits for the next stored messages; none when it stayed silent for the keep-alive interval.</summary>
    private async Task<IReadOnlyList<Guid>> NextAsync(MessageSignals.Subscription subscription, CancellationToken cancellationToken)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        silence.CancelAfter(options.Value.StreamKeepAlive);
        try
        {
            await subscription.Messages.Reader.WaitToReadAsync(silence.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return [];
        }

        List<Guid> stored = [];
        while (subscription.Messages.Reader.TryRead(out var messageId))
            stored.Add(messageId);

        return stored;
    }

    private async Task WriteEventsAsync(IReadOnlyList<InboxMessage> messages, HttpResponse response, CancellationToken cancellationToken)
    {
        foreach (var message in messages)
        {
            var data = JsonSerializer.Serialize(message, json.Value.SerializerOptions);
            await response.WriteAsync($"id: {message.MessageId}\nevent: {message.Kind}\ndata: {data}\n\n", cancellationToken);
        }

        await response.Body.FlushAsync(cancellationToken);
    }

    [LoggerMessage(LogLevel.Warning, "A message stream ended: its messages could not be read")]
    private static partial void LogBroken(ILogger logger, Exception exception);
}
