using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using MassTransit;

namespace Contracts.Messages;

/// <summary>
/// The client paid on a contract. Published by the payment system. The latest payment that was not reversed decides
/// whether feedback may be requested and provided (R3).
/// </summary>
[EntityName("payment-made")]
public sealed record PaymentMade
{
    /// <summary>Identity of this event in the system that published it; 1–64 characters.</summary>
    public required string EventId { get; init; }

    /// <summary>The payment, by which a repeated event is recognised; 1–64 characters.</summary>
    public required string PaymentId { get; init; }

    /// <summary>The contract that was paid on; 1–64 characters.</summary>
    public required string ContractId { get; init; }

    /// <summary>How much, in units of <c>currency</c>; only amounts above zero count (R3).</summary>
    [Range(-Limits.MaxAmount, Limits.MaxAmount)]
    public required decimal Amount { get; init; }

    /// <summary>ISO 4217 code, such as <c>USD</c>.</summary>
    [RegularExpression("^" + Limits.Currency + "$")]
    public required string Currency { get; init; }

    /// <summary>When the client paid, in UTC.</summary>
    [JsonConverter(typeof(InstantConverter))]
    public required DateTimeOffset PaidAt { get; init; }

    /// <summary>What was paid, one of <see cref="PaymentKinds"/>; left out, it is <c>regular</c>. Every kind counts for R3.</summary>
    [OneOf(typeof(PaymentKinds))]
    public string? Kind { get; init; }
}

/// <summary>What a payment is for, as it stands on the wire.</summary>
public static class PaymentKinds
{
    /// <summary>Work that was agreed on.</summary>
    public const string Regular = "regular";

    /// <summary>More than was agreed on (R65).</summary>
    public const string Bonus = "bonus";
}
