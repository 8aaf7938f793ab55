using MassTransit;

namespace Contracts.Messages;

/// <summary>An in-app message was stored. Published once per message by Notifications; streams to browsers hang on it.</summary>
[EntityName("in-app-message-delivered")]
public sealed record InAppMessageDelivered
{
    /// <summary>The message.</summary>
    public required Guid MessageId { get; init; }

    /// <summary>Whose message it is.</summary>
    public required string RecipientId { get; init; }

    /// <summary>One of <see cref="NoticeKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>The contract it is about.</summary>
    public required string ContractId { get; init; }

    /// <summary>When it was stored, in UTC.</summary>
    public required DateTimeOffset DeliveredAt { get; init; }
}
