using MassTransit;

namespace Contracts.Messages;

/// <summary>The client gave mid-contract feedback. Published once per feedback by the saga service.</summary>
[EntityName("feedback-provided")]
public sealed record FeedbackProvided
{
    /// <summary>The feedback.</summary>
    public required Guid FeedbackId { get; init; }

    /// <summary>The request that it answers; none when it is unasked.</summary>
    public Guid? RequestId { get; init; }

    /// <summary>Its contract.</summary>
    public required string ContractId { get; init; }

    /// <summary>Who gave it.</summary>
    public required string ClientId { get; init; }

    /// <summary>Whom it is about.</summary>
    public required string FreelancerId { get; init; }

    /// <summary>What the contract is called.</summary>
    public string? ContractTitle { get; init; }

    /// <summary>The six ratings (R21).</summary>
    public required FeedbackRatings Ratings { get; init; }

    /// <summary>Their weighted mean, two decimals (R22).</summary>
    public required decimal Score { get; init; }

    /// <summary>The public comment, if any.</summary>
    public string? Comment { get; init; }

    /// <summary>When it was provided, in UTC.</summary>
    public required DateTimeOffset ProvidedAt { get; init; }

    /// <summary>Always false: mid-contract feedback leaves the Job Success Score alone (R26).</summary>
    public bool CountsTowardJobSuccessScore { get; init; }
}
