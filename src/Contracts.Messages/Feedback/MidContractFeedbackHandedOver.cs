using MassTransit;

namespace Contracts.Messages;

/// <summary>
/// A contract with mid-contract feedback ended: what was said, for the end-of-contract feedback system (R73). Published by the saga
/// service when it learns of the end, and again with all of it when any of it changes afterwards. Of several of one contract the one with
/// the latest <c>handedOverAt</c> holds, in whatever order they arrive.
/// </summary>
[EntityName("mid-contract-feedback-handed-over")]
public sealed record MidContractFeedbackHandedOver
{
    /// <summary>How much feedback it holds at most: that of two years, if the client provides it each month.</summary>
    public const int MaxFeedback = 24;

    /// <summary>How long the comments in it are at most, all together, in UTF-16 code units: more than the longest of one.</summary>
    public const int MaxCommentsLength = 250_000;

    /// <summary>The contract.</summary>
    public required string ContractId { get; init; }

    /// <summary>Who gave the feedback.</summary>
    public required string ClientId { get; init; }

    /// <summary>Whom it is about.</summary>
    public required string FreelancerId { get; init; }

    /// <summary>When the contract started, in UTC.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When the contract ended, in UTC.</summary>
    public required DateTimeOffset EndedAt { get; init; }

    /// <summary>The mid-contract feedback that the client gave the freelancer on the contract, oldest first.</summary>
    public required IReadOnlyList<MidContractFeedbackItem> Feedback { get; init; }

    /// <summary>
    /// Whether there is more than fits: the oldest is left out then, and
    /// <c>GET /api/upstream/contracts/{contractId}/mid-contract-feedback</c> has all of it.
    /// </summary>
    public required bool IsShortened { get; init; }

    /// <summary>
    /// When this was handed over, in UTC. Each hand-over of a contract is later than the one before; one with the same instant is a repeat,
    /// which has the header <c>reconciled</c>.
    /// </summary>
    public required DateTimeOffset HandedOverAt { get; init; }
}
