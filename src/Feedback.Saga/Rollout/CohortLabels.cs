using System.Collections.Concurrent;

namespace Feedback.Saga.Rollout;

/// <summary>
/// The names of cohorts as metrics have them. Cohorts come and go while a process runs, and a request ends long after it was made: the
/// first names that a process meets get a label, the others share <see cref="RolloutCohorts.Other"/>.
/// </summary>
internal static class CohortLabels
{
    /// <summary>Twice as many as are in force at once, and those without a name of an operator's.</summary>
    public const int Max = (2 * Limits.MaxCohorts) + 4;

    private static readonly ConcurrentDictionary<string, string> _known = New();
    private static readonly Lock _gate = new();

    public static string Of(string? cohort) => Of(_known, cohort ?? RolloutCohorts.Unrecorded);

    /// <summary>The labels of a process that has met no names yet: those that the product gives are never among the others.</summary>
    internal static ConcurrentDictionary<string, string> New() => new(
        new[] { RolloutCohorts.List, RolloutCohorts.Percentage, RolloutCohorts.None, RolloutCohorts.Unrecorded }
            .Select(name => KeyValuePair.Create(name, name)),
        StringComparer.Ordinal);

    internal static string Of(ConcurrentDictionary<string, string> known, string cohort)
    {
        if (known.TryGetValue(cohort, out var label))
            return label;

        lock (_gate)
            return known.Count < Max ? known.GetOrAdd(cohort, cohort) : RolloutCohorts.Other;
    }
}
