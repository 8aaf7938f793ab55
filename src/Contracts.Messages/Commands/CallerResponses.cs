using MassTransit;

namespace Contracts.Messages;

/// <summary>There is no such contract, or the caller is no party to it: the two are not told apart.</summary>
[EntityName("contract-not-found")]
public sealed record ContractNotFound
{
    /// <summary>The contract that was named.</summary>
    public required string ContractId { get; init; }
}

/// <summary>The caller is a party to the contract, in the wrong role (R6, R17).</summary>
[EntityName("caller-not-permitted")]
public sealed record CallerNotPermitted
{
    /// <summary>The contract.</summary>
    public required string ContractId { get; init; }

    /// <summary>Who may do this: one of <see cref="ContractRoles"/>.</summary>
    public required string RequiredRole { get; init; }
}
