using Contracts.Messages;

namespace Gateway.History;

/// <summary>What anyone may know of a contract.</summary>
internal sealed record PublicContractShape(string ContractId, string Title, DateTimeOffset StartedAt, DateTimeOffset? EndedAt)
{
    public static PublicContractShape From(ContractView contract) =>
        new(contract.ContractId, contract.Title, contract.StartedAt, contract.EndedAt);
}
