using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using MassTransit;

namespace Contracts.Messages;

/// <summary>
/// A contract between a client and a freelancer started. Published by the contract system, at least once and in any
/// order with the other events of the contract (R40). The receiver keeps one contract per <c>contractId</c>.
/// </summary>
[EntityName("contract-started")]
public sealed record ContractStarted
{
    /// <summary>Identity of this event in the system that published it; 1–64 characters.</summary>
    public required string EventId { get; init; }

    /// <summary>The contract; 1–64 characters.</summary>
    public required string ContractId { get; init; }

    /// <summary>The user who pays and gives feedback; 1–64 characters.</summary>
    public required string ClientId { get; init; }

    /// <summary>The user who works and requests feedback; 1–64 characters.</summary>
    public required string FreelancerId { get; init; }

    /// <summary>The agency through which the freelancer works, if any (R25).</summary>
    public string? AgencyId { get; init; }

    /// <summary>What the contract is called on pages and in notices; 1–200 characters.</summary>
    [Length(1, Limits.MaxTitleLength)]
    public required string Title { get; init; }

    /// <summary>When the contract started, in UTC (R2).</summary>
    [JsonConverter(typeof(InstantConverter))]
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When the client's account was opened, in UTC, if that is known; of several instants the earliest counts (R66).</summary>
    [JsonConverter(typeof(InstantConverter))]
    public DateTimeOffset? ClientSince { get; init; }
}
