using MassTransit;

namespace Contracts.Messages;

/// <summary>
/// Asks the saga service for the Feedback tab of a contract room (R27, R30). Answered with <see cref="FeedbackTab"/> or
/// <see cref="ContractNotFound"/>.
/// </summary>
[EntityName("get-feedback-tab")]
public sealed record GetFeedbackTab
{
    /// <summary>The contract.</summary>
    public required string ContractId { get; init; }

    /// <summary>The signed-in user, whose actions are told.</summary>
    public required string CallerId { get; init; }

    /// <summary>The instant that the actions are judged at, in UTC.</summary>
    public required DateTimeOffset AsOf { get; init; }
}
