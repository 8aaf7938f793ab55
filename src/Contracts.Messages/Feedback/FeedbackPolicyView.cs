namespace Contracts.Messages;

/// <summary>The lengths of the rules that are in force, as pages tell them.</summary>
public sealed record FeedbackPolicyView
{
    /// <summary>How old a contract has to be (R2).</summary>
    public required TimeSpan MinimumContractAge { get; init; }

    /// <summary>How recent the client's last payment has to be (R3).</summary>
    public required TimeSpan PaymentWindow { get; init; }

    /// <summary>How long after feedback the next may be requested or provided (R4).</summary>
    public required TimeSpan FeedbackInterval { get; init; }

    /// <summary>How long the client has to answer a request (R10).</summary>
    public required TimeSpan RequestWindow { get; init; }

    /// <summary>The longest comment, in Unicode characters (R21).</summary>
    public required int CommentMaxLength { get; init; }

    /// <summary>The longest note of a freelancer to the client, in Unicode characters.</summary>
    public required int MessageMaxLength { get; init; }

    /// <summary>
    /// How far ahead the client may put the next request with <em>not now</em> (R54); none where that is off, and from a service of an
    /// earlier version.
    /// </summary>
    public TimeSpan? LongestAskAgain { get; init; }

    /// <summary>The longest reason of a report, in Unicode characters (R57).</summary>
    public int ReasonMaxLength { get; init; } = Limits.MaxReasonLength;

    /// <summary>What each rating counts in the score (R22); only their proportions matter.</summary>
    public required RatingWeightsView RatingWeights { get; init; }
}

/// <summary>What each of the six ratings counts in the score.</summary>
public sealed record RatingWeightsView
{
    /// <summary>Skills.</summary>
    public required decimal Skills { get; init; }

    /// <summary>Quality of the work.</summary>
    public required decimal Quality { get; init; }

    /// <summary>Availability.</summary>
    public required decimal Availability { get; init; }

    /// <summary>Keeping deadlines.</summary>
    public required decimal Deadlines { get; init; }

    /// <summary>Communication.</summary>
    public required decimal Communication { get; init; }

    /// <summary>Cooperation.</summary>
    public required decimal Cooperation { get; init; }
}
