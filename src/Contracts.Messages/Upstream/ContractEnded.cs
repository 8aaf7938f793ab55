using System.Text.Json.Serialization;
using MassTransit;

namespace Contracts.Messages;

/// <summary>
/// A contract ended. Published by the contract system. A waiting request closes unanswered (R15), and what is submitted
/// at or after <c>endedAt</c> is refused (R20).
/// </summary>
[EntityName("contract-ended")]
public sealed record ContractEnded
{
    /// <summary>Identity of this event in the system that published it; 1–64 characters.</summary>
    public required string EventId { get; init; }

    /// <summary>The contract; 1–64 characters.</summary>
    public required string ContractId { get; init; }

    /// <summary>When the contract ended, in UTC.</summary>
    [JsonConverter(typeof(InstantConverter))]
    public required DateTimeOffset EndedAt { get; init; }
}
