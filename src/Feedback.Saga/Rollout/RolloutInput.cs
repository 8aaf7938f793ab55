using System.Text.RegularExpressions;

namespace Feedback.Saga.Rollout;

/// <summary>What is wrong with a change of the rollout, by member (R61); the same for both doors of operators.</summary>
internal static partial class RolloutInput
{
    /// <summary>How many members are named; a list may hold thousands.</summary>
    private const int MaxErrors = 20;

    private const decimal Hundred = 100;

    public static InvalidInput? Check(SetRollout change, RolloutDefinition changed)
    {
        var errors = Errors(change, changed).Take(MaxErrors)
            .GroupBy(error => error.Member, StringComparer.Ordinal)
            .ToDictionary(member => member.Key, member => member.Select(error => error.Problem).ToArray(), StringComparer.Ordinal);
        return errors.Count == 0 ? null : new InvalidInput { Errors = errors };
    }

    private static IEnumerable<MemberProblem> Errors(SetRollout change, RolloutDefinition changed)
    {
        if (TextRules.StorableIdProblem(change.CallerId) is { } callerProblem)
            yield return new("callerId", callerProblem);
        if (change.Version < 0)
            yield return new("version", "must be 0 or above");
        if (change.Percentage is { } percentage && PercentageProblem(percentage) is { } percentageProblem)
            yield return new("percentage", percentageProblem);
        if (change.Note is not null && TextRules.LineProblem(change.Note, Limits.MaxNoteLength) is { } noteProblem)
            yield return new("note", noteProblem);

        foreach (var error in Ids("freelancers", change.Freelancers).Concat(Cohorts(change.Cohorts ?? [])))
            yield return error;

        if (changed.NamedFreelancers is var named && named > Limits.MaxRolloutFreelancers)
        {
            yield return new(
                change.Freelancers is null ? "cohorts" : "freelancers",
                $"the list and the cohorts must name at most {Limits.MaxRolloutFreelancers} freelancers; they name {named}");
        }
    }

    private static IEnumerable<MemberProblem> Cohorts(IReadOnlyList<RolloutCohort> cohorts)
    {
        if (cohorts.Count > Limits.MaxCohorts)
            yield return new("cohorts", $"must be at most {Limits.MaxCohorts}");

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (index, cohort) in cohorts.Index())
        {
            var path = $"cohorts[{index}]";
            if (NameProblem(cohort.Name) is { } nameProblem)
                yield return new($"{path}.name", nameProblem);
            else if (!names.Add(cohort.Name))
                yield return new($"{path}.name", "is given more than once");

            if (PercentageProblem(cohort.Percentage) is { } percentageProblem)
                yield return new($"{path}.percentage", percentageProblem);

            foreach (var error in Ids($"{path}.freelancers", cohort.Freelancers))
                yield return error;
        }
    }

    private static IEnumerable<MemberProblem> Ids(string path, IReadOnlyList<string>? ids) =>
        from id in (ids ?? []).Index()
        let problem = TextRules.IdProblem(id.Item)
        where problem is not null
        select new MemberProblem($"{path}[{id.Index}]", problem);

    private static string? NameProblem(string? name)
    {
        if (name is null || !Name().IsMatch(name))
            return $"must be 1 to {Limits.MaxCohortNameLength} lower-case letters, digits and hyphens, with no hyphen at an end";

        return RolloutCohorts.Reserved.Contains(name) ? $"must not be one of {string.Join(", ", RolloutCohorts.Reserved)}" : null;
    }

    private static string? PercentageProblem(decimal percentage) =>
        percentage is >= 0 and <= Hundred && percentage * Hundred == decimal.Truncate(percentage * Hundred)
            ? null
            : "must be a number from 0 to 100 with at most two decimals";

    [GeneratedRegex($@"^{Limits.CohortName}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
