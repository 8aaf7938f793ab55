using Gateway.Profiles;

namespace Gateway.Contracts;

/// <summary>A contract as its parties see it. A display name is the id where no profile is known.</summary>
/// <param name="ContractId">The contract.</param>
/// <param name="Title">What it is called.</param>
/// <param name="ClientId">Its client.</param>
/// <param name="ClientName">The client's display name.</param>
/// <param name="FreelancerId">Its freelancer.</param>
/// <param name="FreelancerName">The freelancer's display name.</param>
/// <param name="AgencyId">The agency that the freelancer works through, if any.</param>
/// <param name="AgencyName">The agency's display name; null without an agency.</param>
/// <param name="StartedAt">When it started, in UTC.</param>
/// <param name="EndedAt">When it ended, in UTC; null while it is open.</param>
/// <param name="LastPaymentAt">The latest payment that counts (R3), in UTC; null if there is none.</param>
internal sealed record ContractDto(
    string ContractId,
    string Title,
    string ClientId,
    string ClientName,
    string FreelancerId,
    string FreelancerName,
    string? AgencyId,
    string? AgencyName,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    DateTimeOffset? LastPaymentAt)
{
    /// <summary>Whose names it shows.</summary>
    public static IEnumerable<string?> PeopleIn(ContractView contract) => [contract.ClientId, contract.FreelancerId, contract.AgencyId];

    public static ContractDto From(ContractView contract, Names names) => new(
        contract.ContractId,
        contract.Title,
        contract.ClientId,
        names.Of(contract.ClientId),
        contract.FreelancerId,
        names.Of(contract.FreelancerId),
        contract.AgencyId,
        contract.AgencyId is null ? null : names.Of(contract.AgencyId),
        contract.StartedAt,
        contract.EndedAt,
        contract.LastPaymentAt);
}
