using MassTransit;

namespace Contracts.Messages;

/// <summary>
/// Query of messages in the <c>_error</c> queues of the saga service, for operators. They stay there. The response is
/// <see cref="FailedMessages"/>.
/// </summary>
[EntityName("get-feedback-failed-messages")]
public sealed record GetFeedbackFailedMessages
{
    /// <summary>The queue whose messages failed, without <c>_error</c>; none: all of the service's.</summary>
    public string? Queue { get; init; }

    /// <summary>Only the message with this id, with its body and its stack trace; none: all, without.</summary>
    public string? MessageId { get; init; }

    /// <summary>How many to list at most, 1 to 100.</summary>
    public required int Limit { get; init; }
}

/// <summary>The same of Notifications. The response is <see cref="FailedMessages"/>.</summary>
[EntityName("get-notifications-failed-messages")]
public sealed record GetNotificationsFailedMessages
{
    /// <summary>The queue whose messages failed, without <c>_error</c>; none: all of the service's.</summary>
    public string? Queue { get; init; }

    /// <summary>Only the message with this id, with its body and its stack trace; none: all, without.</summary>
    public string? MessageId { get; init; }

    /// <summary>How many to list at most, 1 to 100.</summary>
    public required int Limit { get; init; }
}

/// <summary>
/// Move failed messages of the saga service back to their queue, or delete them. Handling a message twice has one effect (R40). The
/// response is <see cref="FailedMessagesChanged"/>.
/// </summary>
[EntityName("change-feedback-failed-messages")]
public sealed record ChangeFeedbackFailedMessages
{
    /// <summary>One of <see cref="StoppedMessageActions"/>.</summary>
    public required string Action { get; init; }

    /// <summary>The queue whose messages failed, without <c>_error</c>.</summary>
    public required string Queue { get; init; }

    /// <summary>The message; none: all of the queue.</summary>
    public string? MessageId { get; init; }

    /// <summary>The operator.</summary>
    public required string CallerId { get; init; }
}

/// <summary>The same for Notifications. The response is <see cref="FailedMessagesChanged"/>.</summary>
[EntityName("change-notifications-failed-messages")]
public sealed record ChangeNotificationsFailedMessages
{
    /// <summary>One of <see cref="StoppedMessageActions"/>.</summary>
    public required string Action { get; init; }

    /// <summary>The queue whose messages failed, without <c>_error</c>.</summary>
    public required string Queue { get; init; }

    /// <summary>The message; none: all of the queue.</summary>
    public string? MessageId { get; init; }

    /// <summary>The operator.</summary>
    public required string CallerId { get; init; }
}

/// <summary>Messages whose handling failed, by queue, the oldest first.</summary>
[EntityName("failed-messages")]
public sealed record FailedMessages
{
    /// <summary>The messages.</summary>
    public required IReadOnlyList<FailedMessage> Items { get; init; }

    /// <summary>Whether there may be more.</summary>
    public required bool HasMore { get; init; }

    /// <summary>Why there can be none; none where there are error queues.</summary>
    public string? Missing { get; init; }
}

/// <summary>How many failed messages were moved back or deleted; none: what was named is not in the error queue.</summary>
[EntityName("failed-messages-changed")]
public sealed record FailedMessagesChanged
{
    /// <summary>The number of messages.</summary>
    public required int Count { get; init; }
}

/// <summary>A message whose handling failed.</summary>
public sealed record FailedMessage
{
    /// <summary>The queue whose message failed, without <c>_error</c>.</summary>
    public required string Queue { get; init; }

    /// <summary>Its id; none if its publisher gave it none: then it can be moved or deleted only with all others of its queue.</summary>
    public string? MessageId { get; init; }

    /// <summary>The URN of its type, where the headers name it.</summary>
    public string? MessageType { get; init; }

    /// <summary>The type of the exception, or why the broker moved it there.</summary>
    public string? Failure { get; init; }

    /// <summary>The text of the exception, which holds ids only.</summary>
    public string? FailureMessage { get; init; }

    /// <summary>When it failed, as the headers say it.</summary>
    public string? FailedAt { get; init; }

    /// <summary>Where the exception was thrown; only where one message was asked for.</summary>
    public string? StackTrace { get; init; }

    /// <summary>What was sent, as JSON, of whose texts it says how long they are; only where one message was asked for.</summary>
    public string? Body { get; init; }
}
