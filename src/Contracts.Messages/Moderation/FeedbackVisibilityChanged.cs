using MassTransit;

namespace Contracts.Messages;

/// <summary>
/// Operators changed who sees feedback (R58, R59). Published once per change by the saga service, for whoever shows or counts feedback.
/// Of several changes of one feedback the one with the latest <c>changedAt</c> holds, in whatever order they arrive.
/// </summary>
[EntityName("feedback-visibility-changed")]
public sealed record FeedbackVisibilityChanged
{
    /// <summary>The change.</summary>
    public required Guid ChangeId { get; init; }

    /// <summary>The feedback.</summary>
    public required Guid FeedbackId { get; init; }

    /// <summary>Its contract.</summary>
    public required string ContractId { get; init; }

    /// <summary>Who gave it.</summary>
    public required string ClientId { get; init; }

    /// <summary>Whom it is about.</summary>
    public required string FreelancerId { get; init; }

    /// <summary>What the contract is called.</summary>
    public required string ContractTitle { get; init; }

    /// <summary>One of <see cref="FeedbackVisibilities"/>.</summary>
    [OneOf(typeof(FeedbackVisibilities))]
    public required string Visibility { get; init; }

    /// <summary>What it was before: one of <see cref="FeedbackVisibilities"/>.</summary>
    [OneOf(typeof(FeedbackVisibilities))]
    public required string Previous { get; init; }

    /// <summary>Where feedback that was taken down is restored: the change that took it down.</summary>
    public Guid? UndoneChangeId { get; init; }

    /// <summary>When it was changed, in UTC; no two changes of one feedback have the same instant.</summary>
    public required DateTimeOffset ChangedAt { get; init; }
}
