using MassTransit;

namespace Contracts.Messages;

/// <summary>A page of the caller's contracts.</summary>
[EntityName("my-contracts")]
public sealed record MyContracts
{
    /// <summary>The contracts, newest first.</summary>
    public required IReadOnlyList<MyContract> Items { get; init; }

    /// <summary>The cursor of the next page; none on the last.</summary>
    public string? Next { get; init; }
}
