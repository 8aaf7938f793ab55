using MassTransit;

namespace Contracts.Messages;

/// <summary>
/// Query of the contracts that the caller is client or freelancer of, with the caller's actions. Those with a request that waits for
/// the caller come first, by its expiry; then the open ones and then those that ended, newest first. The response is
/// <see cref="MyContracts"/> or <see cref="InvalidInput"/> (a cursor that is none of ours).
/// </summary>
[EntityName("get-my-contracts")]
public sealed record GetMyContracts
{
    /// <summary>The signed-in user.</summary>
    public required string CallerId { get; init; }

    /// <summary>The instant that the actions are judged at, in UTC.</summary>
    public required DateTimeOffset AsOf { get; init; }

    /// <summary>Contracts per page, 1 to 100.</summary>
    public required int PageSize { get; init; }

    /// <summary>Where the previous page ended; none for the first.</summary>
    public string? Cursor { get; init; }
}

/// <summary>A page of the caller's contracts.</summary>
[EntityName("my-contracts")]
public sealed record MyContracts
{
    /// <summary>The contracts, in the order of the list.</summary>
    public required IReadOnlyList<MyContract> Items { get; init; }

    /// <summary>The cursor of the next page; none on the last.</summary>
    public string? Next { get; init; }
}

/// <summary>One of the caller's contracts.</summary>
public sealed record MyContract
{
    /// <summary>The contract.</summary>
    public required ContractView Contract { get; init; }

    /// <summary>The caller's side: one of <see cref="ContractRoles"/>.</summary>
    [OneOf(typeof(ContractRoles))]
    public required string CallerRole { get; init; }

    /// <summary>The request that waits, if any.</summary>
    public FeedbackRequestView? PendingRequest { get; init; }

    /// <summary>The latest feedback on the contract, of either kind, if any.</summary>
    public FeedbackView? LastFeedback { get; init; }

    /// <summary>What the caller may do now (R30).</summary>
    public required FeedbackActions Actions { get; init; }
}
