using MassTransit;

namespace Contracts.Messages;

/// <summary>The caller is a party to the contract, in the wrong role (R6, R17).</summary>
[EntityName("caller-not-permitted")]
public sealed record CallerNotPermitted
{
    /// <summary>The contract.</summary>
    public required string ContractId { get; init; }

    /// <summary>Who may do this: one of <see cref="ContractRoles"/>.</summary>
    public required string RequiredRole { get; init; }
}
