using MassTransit;

namespace Contracts.Messages;

/// <summary>
/// Asks the saga service for the contracts that the caller is client or freelancer of, newest first, with the caller's
/// actions. Answered with <see cref="MyContracts"/> or <see cref="InvalidInput"/> (a cursor that is none of ours).
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
