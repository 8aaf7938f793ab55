using MassTransit;

namespace Contracts.Messages;

/// <summary>A page of a user's in-app messages.</summary>
[EntityName("inbox")]
public sealed record Inbox
{
    /// <summary>The messages.</summary>
    public required IReadOnlyList<InboxMessage> Items { get; init; }

    /// <summary>How many of all the user's messages are unread.</summary>
    public required int UnreadCount { get; init; }

    /// <summary>The cursor of the next page; none on the last.</summary>
    public string? Next { get; init; }
}
