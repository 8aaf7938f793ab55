namespace Contracts.Messages;

/// <summary>One piece of feedback on a contract, of either kind.</summary>
public sealed record FeedbackView
{
    /// <summary>The feedback: a UUID for mid-contract feedback, the other system's id for end-of-contract feedback.</summary>
    public required string FeedbackId { get; init; }

    /// <summary>Its contract.</summary>
    public required string ContractId { get; init; }

    /// <summary>One of <see cref="FeedbackKinds"/>.</summary>
    [OneOf(typeof(FeedbackKinds))]
    public required string Kind { get; init; }

    /// <summary>The request that it answers, if any (R19).</summary>
    public Guid? RequestId { get; init; }

    /// <summary>Who gave it.</summary>
    public required string AuthorId { get; init; }

    /// <summary>Whom it is about.</summary>
    public required string RecipientId { get; init; }

    /// <summary>The six ratings; none for end-of-contract feedback, and for feedback that was taken down.</summary>
    public FeedbackRatings? Ratings { get; init; }

    /// <summary>The weighted mean of the ratings, 1 to 5, two decimals (R22); none for feedback that was taken down.</summary>
    public decimal? Score { get; init; }

    /// <summary>The public comment, if any; none for feedback that was taken down.</summary>
    public string? Comment { get; init; }

    /// <summary>When it was provided, in UTC.</summary>
    public required DateTimeOffset ProvidedAt { get; init; }

    /// <summary>False for mid-contract feedback, true for end-of-contract feedback (R26).</summary>
    public required bool CountsTowardJobSuccessScore { get; init; }

    /// <summary>Who sees it: one of <see cref="FeedbackVisibilities"/> (R59).</summary>
    [OneOf(typeof(FeedbackVisibilities))]
    public string Visibility { get; init; } = FeedbackVisibilities.Visible;

    /// <summary>The report of it, for the freelancer who made it; none for anybody else.</summary>
    public OwnReportView? Report { get; init; }
}

/// <summary>The kinds of feedback, as they stand on the wire.</summary>
public static class FeedbackKinds
{
    /// <summary>Provided while the contract was open.</summary>
    public const string MidContract = "mid-contract";

    /// <summary>Given at the end of the contract, in the other system.</summary>
    public const string EndOfContract = "end-of-contract";
}
