using MassTransit;

namespace Contracts.Messages;

/// <summary>
/// The recipient read all in-app messages, or all that are about one contract. Sent by the gateway to Notifications; the response is
/// <see cref="InboxRead"/>. The first reading of a message counts.
/// </summary>
[EntityName("mark-inbox-read")]
public sealed record MarkInboxRead
{
    /// <summary>The signed-in user.</summary>
    public required string RecipientId { get; init; }

    /// <summary>Only messages about this contract; none for all.</summary>
    public string? ContractId { get; init; }

    /// <summary>When they were read, in UTC.</summary>
    public required DateTimeOffset ReadAt { get; init; }
}

/// <summary>The messages are marked as read.</summary>
[EntityName("inbox-read")]
public sealed record InboxRead
{
    /// <summary>How many were unread before.</summary>
    public required int Count { get; init; }
}
