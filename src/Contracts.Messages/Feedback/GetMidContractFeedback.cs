using MassTransit;

namespace Contracts.Messages;

/// <summary>
/// Query of all mid-contract feedback that the client of a contract gave its freelancer on it, for the end-of-contract feedback system
/// (R72). The response is <see cref="MidContractFeedbackSeries"/> or <see cref="ContractNotFound"/>.
/// </summary>
[EntityName("get-mid-contract-feedback")]
public sealed record GetMidContractFeedback
{
    /// <summary>The contract.</summary>
    public required string ContractId { get; init; }
}

/// <summary>All mid-contract feedback on a contract.</summary>
[EntityName("mid-contract-feedback-series")]
public sealed record MidContractFeedbackSeries
{
    /// <summary>The contract, without its payments.</summary>
    public required ContractView Contract { get; init; }

    /// <summary>The feedback, oldest first.</summary>
    public required IReadOnlyList<MidContractFeedbackItem> Feedback { get; init; }
}

/// <summary>One mid-contract feedback as other systems get it: of feedback that is withheld they learn that it is (R59).</summary>
public sealed record MidContractFeedbackItem
{
    /// <summary>The feedback.</summary>
    public required Guid FeedbackId { get; init; }

    /// <summary>The request that it answers, if any (R19).</summary>
    public Guid? RequestId { get; init; }

    /// <summary>When it was provided, in UTC.</summary>
    public required DateTimeOffset ProvidedAt { get; init; }

    /// <summary>Who sees it: one of <see cref="FeedbackVisibilities"/> (R59).</summary>
    [OneOf(typeof(FeedbackVisibilities))]
    public required string Visibility { get; init; }

    /// <summary>The six ratings (R21); none unless it is visible.</summary>
    public FeedbackRatings? Ratings { get; init; }

    /// <summary>The weighted mean of the ratings, 1 to 5, two decimals (R22); none unless it is visible.</summary>
    public decimal? Score { get; init; }

    /// <summary>The public comment, if any; none unless it is visible.</summary>
    public string? Comment { get; init; }

    /// <summary>Always false: mid-contract feedback leaves the Job Success Score alone (R26).</summary>
    public bool CountsTowardJobSuccessScore { get; init; }
}
