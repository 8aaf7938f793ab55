using MassTransit;

namespace Contracts.Messages;

/// <summary>
/// Query of what came of the rollout, by cohort, as it was decided (R63), for operators. The response is <see cref="RolloutReport"/>.
/// </summary>
[EntityName("get-rollout-report")]
public sealed record GetRolloutReport
{
    /// <summary>Requests that were made from this instant on; none: those of the last 90 days.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The present instant, in UTC.</summary>
    public required DateTimeOffset AsOf { get; init; }
}

/// <summary>What came of the rollout, by cohort. All intervals are of 95 percent.</summary>
[EntityName("rollout-report")]
public sealed record RolloutReport
{
    /// <summary>Requests that were made from this instant on count, in UTC.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Refusals from this instant on count: older ones are deleted.</summary>
    public required DateTimeOffset RefusalsSince { get; init; }

    /// <summary>The instant of the report, in UTC.</summary>
    public required DateTimeOffset AsOf { get; init; }

    /// <summary>All together, then each cohort.</summary>
    public required IReadOnlyList<RolloutCohortReport> Cohorts { get; init; }
}

/// <summary>
/// What came of the requests of one cohort. Rates are of the requests whose time is over and that have ended. A request that is answered
/// early counts when its time is over, since those that were made with it and wait could not have expired by now.
/// </summary>
public sealed record RolloutCohortReport
{
    /// <summary>Its name, or one of <see cref="RolloutCohorts"/>.</summary>
    public required string Cohort { get; init; }

    /// <summary>Requests that were accepted.</summary>
    public required long Accepted { get; init; }

    /// <summary>Of these, the ones that wait.</summary>
    public required long Waiting { get; init; }

    /// <summary>Of these, the ones whose time is over and that have ended: what the rates are of.</summary>
    public required long Concluded { get; init; }

    /// <summary>Those that were answered.</summary>
    public required RolloutShare Answered { get; init; }

    /// <summary>Those that expired.</summary>
    public required RolloutShare Expired { get; init; }

    /// <summary>Those that closed, because the contract ended.</summary>
    public required RolloutShare Closed { get; init; }

    /// <summary>Those that the client declined.</summary>
    public required RolloutShare Declined { get; init; }

    /// <summary>The time within which half of the answers came; none without an answer.</summary>
    public RolloutDuration? MedianTimeToAnswer { get; init; }

    /// <summary>The time within which nine of ten answers came; none without an answer.</summary>
    public RolloutDuration? NinetiethPercentileTimeToAnswer { get; init; }

    /// <summary>Requests that were refused, of those that were made since refusals are kept.</summary>
    public required RolloutShare Refused { get; init; }

    /// <summary>The same by reason; a refusal may have several.</summary>
    public required IReadOnlyList<RolloutRefusalShare> Refusals { get; init; }
}

/// <summary>A share, with Wilson's score interval.</summary>
public sealed record RolloutShare
{
    /// <summary>How many.</summary>
    public required long Count { get; init; }

    /// <summary>Of how many.</summary>
    public required long Of { get; init; }

    /// <summary>The share, from 0 to 1; none of nothing.</summary>
    public double? Share { get; init; }

    /// <summary>The lower end of its interval.</summary>
    public double? Low { get; init; }

    /// <summary>The upper end of its interval.</summary>
    public double? High { get; init; }
}

/// <summary>A length of time that some of the answers took, with an interval that supposes nothing of how they are distributed.</summary>
public sealed record RolloutDuration
{
    /// <summary>The length in seconds, to the minute.</summary>
    public required long Seconds { get; init; }

    /// <summary>The lower end of its interval, in seconds; none where there are too few answers.</summary>
    public long? LowSeconds { get; init; }

    /// <summary>The upper end of its interval, in seconds; none where there are too few answers.</summary>
    public long? HighSeconds { get; init; }
}

/// <summary>How many requests were refused for a reason.</summary>
public sealed record RolloutRefusalShare
{
    /// <summary>One of <see cref="RefusalCodes"/>.</summary>
    [OneOf(typeof(RefusalCodes))]
    public required string Code { get; init; }

    /// <summary>Of the requests that were made since refusals are kept.</summary>
    public required RolloutShare Refused { get; init; }
}
