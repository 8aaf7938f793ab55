using MassTransit;

namespace Contracts.Messages;

/// <summary>
/// The client would rather answer later (R53). Published once per declined request by the saga service. It is for the two parties: nothing
/// of it is public.
/// </summary>
[EntityName("feedback-request-declined")]
public sealed record FeedbackRequestDeclined
{
    /// <summary>The request.</summary>
    public required Guid RequestId { get; init; }

    /// <summary>Its contract.</summary>
    public required string ContractId { get; init; }

    /// <summary>The client, who declined it.</summary>
    public required string ClientId { get; init; }

    /// <summary>The freelancer, who is told now.</summary>
    public required string FreelancerId { get; init; }

    /// <summary>What the contract is called.</summary>
    public required string ContractTitle { get; init; }

    /// <summary>When the client declined it, in UTC.</summary>
    public required DateTimeOffset DeclinedAt { get; init; }

    /// <summary>The first instant at which the freelancer may ask again, as far as it depends on the client's wish, in UTC (R54).</summary>
    public required DateTimeOffset AskAgainFrom { get; init; }
}
