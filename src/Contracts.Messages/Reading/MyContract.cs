namespace Contracts.Messages;

/// <summary>One of the caller's contracts.</summary>
public sealed record MyContract
{
    /// <summary>The contract.</summary>
    public required ContractView Contract { get; init; }

    /// <summary>The caller's side: one of <see cref="ContractRoles"/>.</summary>
    public required string CallerRole { get; init; }

    /// <summary>What the caller may do now (R30).</summary>
    public required FeedbackActions Actions { get; init; }
}
