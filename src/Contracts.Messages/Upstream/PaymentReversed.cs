using System.Text.Json.Serialization;
using MassTransit;

namespace Contracts.Messages;

/// <summary>
/// A payment was fully reversed and no longer counts (R3). Published by the payment system, possibly before the
/// <c>payment-made</c> that it undoes. Feedback that was already given stays (R31).
/// </summary>
[EntityName("payment-reversed")]
public sealed record PaymentReversed
{
    /// <summary>Identity of this event in the system that published it; 1–64 characters.</summary>
    public required string EventId { get; init; }

    /// <summary>The payment that was reversed; 1–64 characters.</summary>
    public required string PaymentId { get; init; }

    /// <summary>The contract of that payment; 1–64 characters.</summary>
    public required string ContractId { get; init; }

    /// <summary>When it was reversed, in UTC.</summary>
    [JsonConverter(typeof(InstantConverter))]
    public required DateTimeOffset ReversedAt { get; init; }
}
