using MassTransit;

namespace Contracts.Messages;

/// <summary>The message is marked as read.</summary>
[EntityName("inbox-message-read")]
public sealed record InboxMessageRead
{
    /// <summary>The message.</summary>
    public required Guid MessageId { get; init; }

    /// <summary>When it was first read, in UTC.</summary>
    public required DateTimeOffset ReadAt { get; init; }
}
