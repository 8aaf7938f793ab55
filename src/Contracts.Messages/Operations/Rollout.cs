using MassTransit;

namespace Contracts.Messages;

/// <summary>
/// Query of who may request feedback (R7, R61), for operators. The response is <see cref="RolloutView"/> or <see cref="RolloutNotFound"/>.
/// </summary>
[EntityName("get-rollout")]
public sealed record GetRollout
{
    /// <summary>The version to show; none: the one in force.</summary>
    public int? Version { get; init; }
}

/// <summary>
/// Change who may request feedback (R61). What is left out stays as it is. Sent by the gateway for an operator; the response is
/// <see cref="RolloutView"/>, <see cref="RolloutNotChanged"/> or <see cref="InvalidInput"/>.
/// </summary>
[EntityName("set-rollout")]
public sealed record SetRollout
{
    /// <summary>The version that is changed. If it is no longer the one in force, nothing changes.</summary>
    public required int Version { get; init; }

    /// <summary>The share of all freelancers, in percent, with at most two decimals.</summary>
    public decimal? Percentage { get; init; }

    /// <summary>The whole list of freelancers who are in whatever the percentage says.</summary>
    public IReadOnlyList<string>? Freelancers { get; init; }

    /// <summary>All named cohorts, in their order.</summary>
    public IReadOnlyList<RolloutCohort>? Cohorts { get; init; }

    /// <summary>Why, in the operator's words.</summary>
    public string? Note { get; init; }

    /// <summary>The operator.</summary>
    public required string CallerId { get; init; }
}

/// <summary>A version of the rollout: who may request feedback.</summary>
[EntityName("rollout-view")]
public sealed record RolloutView
{
    /// <summary>Its number, from 1 on; 0 for what the configuration says while operators have stored nothing.</summary>
    public required int Version { get; init; }

    /// <summary>The share of all freelancers, in percent.</summary>
    public required decimal Percentage { get; init; }

    /// <summary>Freelancers who are in whatever the percentage says.</summary>
    public required IReadOnlyList<string> Freelancers { get; init; }

    /// <summary>The named cohorts. Whoever is in several belongs to the first.</summary>
    public required IReadOnlyList<RolloutCohort> Cohorts { get; init; }

    /// <summary>When it was stored, in UTC; none for version 0.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>The operator who stored it; none for version 0.</summary>
    public string? ChangedBy { get; init; }

    /// <summary>Why, in the operator's words.</summary>
    public string? Note { get; init; }
}

/// <summary>Some freelancers under one name, by which reports tell them apart.</summary>
public sealed record RolloutCohort
{
    /// <summary>Its name: 1 to 32 lower-case letters, digits and hyphens, with no hyphen at an end.</summary>
    public required string Name { get; init; }

    /// <summary>A share of all freelancers, in percent, drawn anew for each name.</summary>
    public required decimal Percentage { get; init; }

    /// <summary>Freelancers who are in whatever the percentage says.</summary>
    public required IReadOnlyList<string> Freelancers { get; init; }
}

/// <summary>There is no such version of the rollout.</summary>
[EntityName("rollout-not-found")]
public sealed record RolloutNotFound
{
    /// <summary>The version that was named.</summary>
    public required int Version { get; init; }
}

/// <summary>The rollout was not changed, because another change came first.</summary>
[EntityName("rollout-not-changed")]
public sealed record RolloutNotChanged
{
    /// <summary>The version in force.</summary>
    public required int Version { get; init; }

    /// <summary>Why, with one of <see cref="RolloutRefusals"/> as its code.</summary>
    public required RefusalReason Reason { get; init; }
}

/// <summary>
/// Query of the versions of the rollout, the newest first. The response is <see cref="RolloutHistory"/> or <see cref="InvalidInput"/> (a
/// cursor that is none of ours).
/// </summary>
[EntityName("get-rollout-history")]
public sealed record GetRolloutHistory
{
    /// <summary>Versions per page, 1 to 100.</summary>
    public required int PageSize { get; init; }

    /// <summary>Where the previous page ended; none for the first.</summary>
    public string? Cursor { get; init; }
}

/// <summary>A page of versions, without the freelancers whom they name.</summary>
[EntityName("rollout-history")]
public sealed record RolloutHistory
{
    /// <summary>The versions, the newest first.</summary>
    public required IReadOnlyList<RolloutVersionSummary> Items { get; init; }

    /// <summary>The cursor of the next page; none on the last.</summary>
    public string? Next { get; init; }
}

/// <summary>A version of the rollout in figures, and who stored it.</summary>
public sealed record RolloutVersionSummary
{
    /// <summary>Its number, from 1 on.</summary>
    public required int Version { get; init; }

    /// <summary>The share of all freelancers, in percent.</summary>
    public required decimal Percentage { get; init; }

    /// <summary>How many freelancers are in whatever the percentage says.</summary>
    public required int FreelancerCount { get; init; }

    /// <summary>The named cohorts.</summary>
    public required IReadOnlyList<RolloutCohortSummary> Cohorts { get; init; }

    /// <summary>When it was stored, in UTC.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>The operator who stored it.</summary>
    public required string ChangedBy { get; init; }

    /// <summary>Why, in the operator's words.</summary>
    public string? Note { get; init; }
}

/// <summary>A named cohort in figures.</summary>
public sealed record RolloutCohortSummary
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>A share of all freelancers, in percent.</summary>
    public required decimal Percentage { get; init; }

    /// <summary>How many freelancers are in whatever the percentage says.</summary>
    public required int FreelancerCount { get; init; }
}

/// <summary>Why the rollout is not changed, as it stands on the wire.</summary>
public static class RolloutRefusals
{
    /// <summary>The version that was named is no longer the one in force.</summary>
    public const string Changed = "rollout-changed";
}

/// <summary>The cohorts that have no name of an operator's, as they stand on the wire. No named cohort is called so (R62).</summary>
public static class RolloutCohorts
{
    /// <summary>In by the list of single freelancers.</summary>
    public const string List = "list";

    /// <summary>In by the percentage of all freelancers.</summary>
    public const string Percentage = "percentage";

    /// <summary>Not in the rollout.</summary>
    public const string None = "none";

    /// <summary>Decided by a version of the product that recorded no cohorts.</summary>
    public const string Unrecorded = "unrecorded";

    /// <summary>All cohorts together, in a report.</summary>
    public const string All = "all";

    /// <summary>Cohorts beyond those that a process has labels for, in a metric.</summary>
    public const string Other = "other";

    /// <summary>All of these names.</summary>
    public static IReadOnlyList<string> Reserved { get; } = [List, Percentage, None, Unrecorded, All, Other];
}
