using MassTransit;

namespace Contracts.Messages;

/// <summary>The caller's <c>Idempotency-Key</c>: the same key with the same body gives the first response again.</summary>
public sealed record IdempotencyKey
{
    /// <summary>The header's value; 1–128 characters. Counts per caller, contract and kind of command.</summary>
    public required string Key { get; init; }

    /// <summary>SHA-256 of the body in lower-case hexadecimal: the same key with another body is refused.</summary>
    public required string BodyHash { get; init; }
}

/// <summary>The idempotency key was used before with another body; nothing changed.</summary>
[EntityName("idempotency-key-reused")]
public sealed record IdempotencyKeyReused
{
    /// <summary>The key.</summary>
    public required string Key { get; init; }
}
