using MassTransit;

namespace Contracts.Messages;

/// <summary>The idempotency key was used before with another body; nothing changed.</summary>
[EntityName("idempotency-key-reused")]
public sealed record IdempotencyKeyReused
{
    /// <summary>The key.</summary>
    public required string Key { get; init; }
}
