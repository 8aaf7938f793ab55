using Crash.Workload;

namespace Crash.Ledger;

/// <summary>What callers were told is so, and nothing is there that nobody did (R41).</summary>
internal static class ActAudit
{
    public static IEnumerable<Finding> Run(Evidence evidence)
    {
        var answers = evidence.Seen.Where(seen => seen.QuestionId is not null).ToLookup(seen => seen.QuestionId!.Value);
        var stored = evidence.Databases.Requests.Select(request => request.RequestId)
            .Concat(evidence.Databases.Feedback.Select(feedback => feedback.FeedbackId))
            .ToHashSet();

        foreach (var outcome in evidence.Outcomes)
        {
            if (outcome.Result == ActResult.Unexpected)
                yield return new Finding(Fate.Wrong, "call", outcome.Act.Key, outcome.Detail!);
            else if (outcome.Result == ActResult.Unanswered)
                yield return new Finding(Fate.Stuck, "call", outcome.Act.Key, "was not answered in the end");
            else if (outcome.Id is { } id && !stored.Contains(id))
                yield return new Finding(Fate.Lost, "accepted call", outcome.Act.Key, $"201 for {id}, which is not stored");
        }

        foreach (var act in evidence.Commanded)
        {
            var told = answers[act.CommandId].ToList();
            if (told.Count == 0)
                yield return new Finding(Fate.Lost, "command", act.Key, $"{act.CommandId} was confirmed by the broker and never answered");
            else if (told.Any(answer => answer.Subject is not null) && !stored.Contains(act.CommandId))
                yield return new Finding(Fate.Lost, "accepted command", act.Key, $"accepted {act.CommandId}, which is not stored");
            else if (told.Select(answer => answer.Type).Distinct().Count() > 1 && !told.Any(answer => answer.Type == "ContractNotFound"))
                yield return new Finding(
                    Fate.Wrong, "command", act.Key, $"answered in two ways: {string.Join(", ", told.Select(answer => answer.Type))}");
        }

        foreach (var (step, why) in evidence.Failed)
            yield return new Finding(Fate.Wrong, "step", step.Key, why);

        foreach (var key in evidence.UnderWay)
            yield return new Finding(Fate.Stuck, "step", key, "has not come to an end");

        foreach (var (id, key) in Orphans(evidence))
            yield return new Finding(Fate.Duplicated, "request or feedback", $"{id}", $"of {key} is stored, and nobody was told so");
    }

    /// <summary>
    /// Stored, but not what the one who did it was told of. A call that was told "not found" doesn't count: an earlier attempt of
    /// it may have waited in the queue until the contract was known.
    /// </summary>
    private static IEnumerable<(Guid Id, string? Key)> Orphans(Evidence evidence)
    {
        var claimed = Claimed(evidence);
        var tooEarly = evidence.Outcomes.Where(outcome => outcome.Result == ActResult.NotFound).Select(outcome => outcome.Act.Key)
            .ToHashSet();

        return evidence.Databases.Requests.Select(request => (Id: request.RequestId, Key: request.Message))
            .Concat(evidence.Databases.Feedback.Select(feedback => (Id: feedback.FeedbackId, Key: feedback.Comment)))
            .Where(stored => !claimed.Contains(stored.Id) && !tooEarly.Contains(stored.Key ?? ""));
    }

    /// <summary>Ids that somebody was told, or named in a command; of a call without an answer no id is known.</summary>
    private static HashSet<Guid> Claimed(Evidence evidence) =>
    [
        .. evidence.Outcomes.Select(outcome => outcome.Id).OfType<Guid>(),
        .. evidence.Commanded.Select(act => act.CommandId),
    ];
}
