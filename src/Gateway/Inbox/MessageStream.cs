using System.Text.Json;
using Gateway.Http;
using MassTransit;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace Gateway.Inbox;

/// <summary>Writes one user's messages as Server-Sent Events until the user or the process goes.</summary>
internal sealed partial class MessageStream(
    MessageFeeds feeds,
    ServiceClient services,
    IHostApplicationLifetime lifetime,
    IOptions<GatewayOptions> options,
    IOptions<JsonOptions> json,
    ILogger<MessageStream> logger)
{
    public const string LastEventId = "Last-Event-ID";
    public const string ContentType = "text/event-stream";

    private const string StillHere = ": still here\n\n";
    private const string ComeBack = "retry: 2000\n\n";

    // A stream that came back at once would take the place of the next.
    private const string ComeBackLater = "retry: 60000\n\n";

    /// <summary>A message as an event of the stream.</summary>
    public static string EventOf(InboxMessage message, JsonSerializerOptions json) =>
        $"id: {message.MessageId}\nevent: {message.Kind}\ndata: {JsonSerializer.Serialize(MessageDto.From(message), json)}\n\n";

    public async Task WriteAsync(string recipientId, Guid? last, HttpResponse response, CancellationToken aborted)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(aborted, lifetime.ApplicationStopping);
        using var subscription = await feeds.SubscribeAsync(recipientId, ending.Token);

        response.ContentType = ContentType;
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        await SendAsync(ComeBack);
        try
        {
            var missed = last is null ? [] : await new MissedMessages(services, recipientId, last).ReadAsync([], ending.Token);
            await SendEventsAsync(missed);
            var given = missed.Select(message => message.MessageId).ToHashSet();
            while (await NextAsync(subscription, ending.Token) is { } messages)
            {
                if (messages.Count == 0)
                    await SendAsync(StillHere);

                await SendEventsAsync(messages.Where(message => given.Add(message.MessageId)));
            }

            if (subscription.IsDisplaced)
                await SendAsync(ComeBackLater);
        }
        catch (Exception exception) when (HasEnded() && exception is OperationCanceledException or RequestCanceledException)
        {
            // The reader left, its token has ended, or this process is stopping: the stream just ends.
        }
        catch (Exception exception)
        {
            // The stream ends; its reader comes back with Last-Event-ID and misses nothing.
            LogBroken(logger, exception);
        }

        bool HasEnded() => ending.IsCancellationRequested || lifetime.ApplicationStopping.IsCancellationRequested;

        async Task SendEventsAsync(IEnumerable<InboxMessage> messages)
        {
            foreach (var message in messages)
                await SendAsync(EventOf(message, json.Value.SerializerOptions));
        }

        async Task SendAsync(string text)
        {
            await response.WriteAsync(text, ending.Token);
            await response.Body.FlushAsync(ending.Token);
        }
    }

    /// <summary>Waits for the next messages; none when it stayed silent for the keep-alive interval, null when no more will come.</summary>
    private async Task<List<InboxMessage>?> NextAsync(MessageSubscription subscription, CancellationToken cancellationToken)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        silence.CancelAfter(options.Value.StreamKeepAlive);
        try
        {
            if (!await subscription.Messages.WaitToReadAsync(silence.Token))
                return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested && silence.IsCancellationRequested)
        {
            return [];
        }

        List<InboxMessage> messages = [];
        while (subscription.Messages.TryRead(out var message))
            messages.Add(message);

        return messages;
    }

    [LoggerMessage(LogLevel.Warning, "A message stream ended: its messages could not be read")]
    private static partial void LogBroken(ILogger logger, Exception exception);
}
