using MassTransit;

namespace Contracts.Messages;

/// <summary>
/// The recipient read an in-app message. Sent by the gateway to Notifications; the response is
/// <see cref="InboxMessageRead"/> or <see cref="InboxMessageNotFound"/>. The first reading counts.
/// </summary>
[EntityName("mark-inbox-message-read")]
public sealed record MarkInboxMessageRead
{
    /// <summary>The message.</summary>
    public required Guid MessageId { get; init; }

    /// <summary>The signed-in user; must be its recipient.</summary>
    public required string RecipientId { get; init; }

    /// <summary>When it was read, in UTC.</summary>
    public required DateTimeOffset ReadAt { get; init; }
}

/// <summary>The message is marked as read.</summary>
[EntityName("inbox-message-read")]
public sealed record InboxMessageRead
{
    /// <summary>The message.</summary>
    public required Guid MessageId { get; init; }

    /// <summary>When it was first read, in UTC.</summary>
    public required DateTimeOffset ReadAt { get; init; }
}

/// <summary>The caller has no message of that id.</summary>
[EntityName("inbox-message-not-found")]
public sealed record InboxMessageNotFound
{
    /// <summary>The message that was named.</summary>
    public required Guid MessageId { get; init; }
}
