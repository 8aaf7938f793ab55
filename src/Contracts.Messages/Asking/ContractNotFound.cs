using MassTransit;

namespace Contracts.Messages;

/// <summary>There is no such contract, or the caller is no party to it: the two are not told apart.</summary>
[EntityName("contract-not-found")]
public sealed record ContractNotFound
{
    /// <summary>The contract that was named.</summary>
    public required string ContractId { get; init; }
}
