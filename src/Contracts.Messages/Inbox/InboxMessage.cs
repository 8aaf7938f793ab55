namespace Contracts.Messages;

/// <summary>One in-app message.</summary>
public sealed record InboxMessage
{
    /// <summary>The message.</summary>
    public required Guid MessageId { get; init; }

    /// <summary>One of <see cref="NoticeKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>What it says, plain text.</summary>
    public required string Text { get; init; }

    /// <summary>The contract it is about.</summary>
    public required string ContractId { get; init; }

    /// <summary>Where it leads, relative to the site.</summary>
    public required string Link { get; init; }

    /// <summary>When it was stored, in UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the recipient read it, in UTC; none while unread.</summary>
    public DateTimeOffset? ReadAt { get; init; }
}
