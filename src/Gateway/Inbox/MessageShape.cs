using Contracts.Messages;

namespace Gateway.Inbox;

/// <summary>One in-app message.</summary>
internal sealed record MessageShape(
    Guid MessageId,
    string Kind,
    string Text,
    string ContractId,
    string Link,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ReadAt)
{
    public static MessageShape From(InboxMessage message) => new(
        message.MessageId,
        message.Kind,
        message.Text,
        message.ContractId,
        message.Link,
        message.CreatedAt,
        message.ReadAt);
}
