namespace Contracts.Messages;

/// <summary>A contract as its pages show it.</summary>
public sealed record ContractView
{
    /// <summary>The contract.</summary>
    public required string ContractId { get; init; }

    /// <summary>What it is called.</summary>
    public required string Title { get; init; }

    /// <summary>Its client.</summary>
    public required string ClientId { get; init; }

    /// <summary>Its freelancer.</summary>
    public required string FreelancerId { get; init; }

    /// <summary>The agency the freelancer works through, if any.</summary>
    public string? AgencyId { get; init; }

    /// <summary>When it started, in UTC.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended, in UTC; none while it is open.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The latest payment that counts (R3), in UTC; none if there is none.</summary>
    public DateTimeOffset? LastPaymentAt { get; init; }
}

/// <summary>The two sides of a contract, as they stand on the wire.</summary>
public static class ContractRoles
{
    /// <summary>Who pays and gives feedback.</summary>
    public const string Client = "client";

    /// <summary>Who works and requests feedback.</summary>
    public const string Freelancer = "freelancer";
}
