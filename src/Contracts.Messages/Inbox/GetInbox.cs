using MassTransit;

namespace Contracts.Messages;

/// <summary>
/// Asks Notifications for a user's in-app messages, newest first. Answered with <see cref="Inbox"/> or
/// <see cref="InvalidInput"/> (a cursor that is none of ours).
/// </summary>
[EntityName("get-inbox")]
public sealed record GetInbox
{
    /// <summary>The signed-in user.</summary>
    public required string RecipientId { get; init; }

    /// <summary>True: only unread; false: only read; none: all.</summary>
    public bool? Unread { get; init; }

    /// <summary>Messages per page, 1 to 100.</summary>
    public required int PageSize { get; init; }

    /// <summary>Where the previous page ended; none for the first.</summary>
    public string? Cursor { get; init; }

    /// <summary>Only messages newer than this one, oldest first: what a stream missed while it was broken.</summary>
    public Guid? After { get; init; }
}
