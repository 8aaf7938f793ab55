using MassTransit;

namespace Contracts.Messages;

/// <summary>The caller has no message of that id.</summary>
[EntityName("inbox-message-not-found")]
public sealed record InboxMessageNotFound
{
    /// <summary>The message that was named.</summary>
    public required Guid MessageId { get; init; }
}
