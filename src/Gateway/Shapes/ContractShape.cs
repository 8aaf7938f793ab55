using Contracts.Messages;

namespace Gateway.Shapes;

/// <summary>A contract as its parties see it.</summary>
internal sealed record ContractShape(
    string ContractId,
    string Title,
    string ClientId,
    string FreelancerId,
    string? AgencyId,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    DateTimeOffset? LastPaymentAt)
{
    public static ContractShape From(ContractView contract) => new(
        contract.ContractId,
        contract.Title,
        contract.ClientId,
        contract.FreelancerId,
        contract.AgencyId,
        contract.StartedAt,
        contract.EndedAt,
        contract.LastPaymentAt);
}
