using Contracts.Messages;

namespace Notifications.Notices;

/// <summary>
/// What happened, as far as a letter tells it. Kept with the ledger line instead of a finished letter, so that a name that
/// arrives late still gets in. A kind of notice uses the members that it needs.
/// </summary>
internal sealed record NoticeFacts
{
    public string? ContractTitle { get; init; }

    /// <summary>The freelancer's note.</summary>
    public string? Message { get; init; }

    /// <summary>Until when an answer counts.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    public decimal? Score { get; init; }

    public FeedbackRatings? Ratings { get; init; }

    public string? Comment { get; init; }

    /// <summary>When a request expired or was closed.</summary>
    public DateTimeOffset? EndedAt { get; init; }
}
