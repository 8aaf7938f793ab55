using Contracts.Messages;

namespace Host.Transport;

/// <summary>The error queues of a service, as operators see them over HTTP. In memory there are none.</summary>
internal sealed partial class OperatorErrorQueues(IServiceProvider services, ILogger<OperatorErrorQueues> logger)
{
    /// <summary>Why there are no messages in error queues.</summary>
    public const string InMemory = "In memory there are no error queues: what failed is parked.";

    /// <summary>The longest body, and the longest stack trace, that is shown.</summary>
    public const int MaxText = 20_000;

    private const int MaxFailure = 1_000;

    private readonly IErrorQueues? _errors = services.GetService<IErrorQueues>();

    /// <summary>Lists messages. They stay in their queue.</summary>
    /// <param name="owned">The queues of the service.</param>
    /// <param name="queue">One of them; null for all. There is nothing in any other.</param>
    /// <param name="messageId">The message, which is then shown with its body and stack trace; null for all, without.</param>
    /// <param name="limit">How many to list at most.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async Task<FailedMessages> ListAsync(
        IReadOnlyList<string> owned, string? queue, string? messageId, int limit, CancellationToken cancellationToken)
    {
        if (_errors is null)
            return new FailedMessages { Items = [], HasMore = false, Missing = InMemory };

        var selection = messageId is null ? ErrorSelection.All : new ErrorSelection { MessageIds = [messageId] };
        var take = Math.Clamp(limit, 1, Limits.MaxPageSize) + 1;
        var found = new List<ErrorMessage>();
        foreach (var name in owned.Where(name => queue is null || name == queue))
        {
            if (found.Count < take)
                found.AddRange(await _errors.ListAsync(name, selection, take - found.Count, cancellationToken));
        }

        return new FailedMessages
        {
            Items = [.. found.Take(take - 1).Select(error => ToView(error, isWhole: messageId is not null))],
            HasMore = found.Count == take,
        };
    }

    /// <summary>Moves messages back to their queue, or deletes them. The audit log line names the operator.</summary>
    public async Task<FailedMessagesChanged> ChangeAsync(
        IReadOnlyList<string> owned,
        string action,
        string queue,
        string? messageId,
        string callerId,
        CancellationToken cancellationToken)
    {
        var count = 0;
        if (_errors is not null && owned.Contains(queue, StringComparer.Ordinal))
        {
            var selection = messageId is null ? ErrorSelection.All : new ErrorSelection { MessageIds = [messageId] };
            count = action switch
            {
                StoppedMessageActions.Replay => await _errors.ReplayAsync(queue, selection, cancellationToken),
                StoppedMessageActions.Discard => await _errors.DiscardAsync(queue, selection, cancellationToken),
                _ => throw new ArgumentException($"'{action}' is nothing to do with a failed message.", nameof(action)),
            };
            LogChanged(callerId, action, queue, count);
        }

        return new FailedMessagesChanged { Count = count };
    }

    private static FailedMessage ToView(ErrorMessage error, bool isWhole) => new()
    {
        Queue = error.Queue,
        MessageId = error.MessageId,
        MessageType = Cut(error.MessageType, MaxFailure),
        Failure = Cut(error.Failure, MaxFailure),
        FailureMessage = Cut(error.FailureMessage, MaxFailure),
        FailedAt = error.FailedAt,
        StackTrace = isWhole ? Cut(error.StackTrace, MaxText) : null,
        Body = isWhole ? Cut(error.BodyWithoutTexts().ToJsonString(MessageBody.Readable), MaxText) : null,
    };

    private static string? Cut(string? text, int length) => text?.Length > length ? $"{text[..length]}…" : text;

    [LoggerMessage(LogLevel.Information, "Audit: {CallerId}, {Action} of failed messages of {Queue}: {Count}")]
    private partial void LogChanged(string callerId, string action, string queue, int count);
}
