namespace Contracts.Messages;

/// <summary>One score in the trend of a contract (R74): what the client said about the freelancer at an instant.</summary>
public sealed record TrendPoint
{
    /// <summary>One of <see cref="FeedbackKinds"/>.</summary>
    [OneOf(typeof(FeedbackKinds))]
    public required string Kind { get; init; }

    /// <summary>When the feedback was provided, in UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Its score, 1 to 5, two decimals (R22).</summary>
    public required decimal Score { get; init; }

    /// <summary>The feedback.</summary>
    public required string FeedbackId { get; init; }

    /// <summary>The six ratings; none for end-of-contract feedback.</summary>
    public FeedbackRatings? Ratings { get; init; }
}
