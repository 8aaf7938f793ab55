using Crash.Workload;

namespace Crash.Ledger;

/// <summary>What callers received as a response is so, and nothing is stored that nobody sent (R41).</summary>
internal static class CommandAudit
{
    public static IEnumerable<Finding> Run(Evidence evidence)
    {
        var responses = evidence.Seen.Where(seen => seen.CommandId is not null).ToLookup(seen => seen.CommandId!.Value);
        var stored = evidence.Databases.Requests.Select(request => request.RequestId)
            .Concat(evidence.Databases.Feedback.Select(feedback => feedback.FeedbackId))
            .ToHashSet();

        foreach (var outcome in evidence.Outcomes)
        {
            if (outcome.Result == CallResult.Unexpected)
                yield return new Finding(Fate.Wrong, "call", outcome.Step.Key, outcome.Detail!);
            else if (outcome.Result == CallResult.NoResponse)
                yield return new Finding(Fate.Stuck, "call", outcome.Step.Key, "got no response in the end");
            else if (outcome.Id is { } id && !stored.Contains(id))
                yield return new Finding(Fate.Lost, "accepted call", outcome.Step.Key, $"201 for {id}, which is not stored");
        }

        foreach (var command in evidence.Commanded)
        {
            var received = responses[command.CommandId].ToList();
            var types = received.Select(response => response.Type).Distinct().ToList();
            if (received.Count == 0)
                yield return new Finding(
                    Fate.Lost, "command", command.Key, $"{command.CommandId} was confirmed by the broker and never got a response");
            else if (received.Any(response => response.Subject is not null) && !stored.Contains(command.CommandId))
                yield return new Finding(Fate.Lost, "accepted command", command.Key, $"accepted {command.CommandId}, which is not stored");
            else if (types.Count > 1 && !types.Contains("ContractNotFound"))
                yield return new Finding(Fate.Wrong, "command", command.Key, $"got different responses: {string.Join(", ", types)}");
        }

        foreach (var (step, why) in evidence.Failed)
            yield return new Finding(Fate.Wrong, "step", step.Key, why);

        foreach (var key in evidence.UnderWay)
            yield return new Finding(Fate.Stuck, "step", key, "has not come to an end");

        foreach (var (id, key) in Orphans(evidence))
            yield return new Finding(Fate.Duplicated, "request or feedback", $"{id}", $"of {key} is stored, and nobody received its id");
    }

    /// <summary>
    /// Stored, but not named in any response to its caller. A call whose response was "not found" doesn't count: an earlier attempt of
    /// it may have waited in the queue until the contract was known.
    /// </summary>
    private static IEnumerable<(Guid Id, string? Key)> Orphans(Evidence evidence)
    {
        var claimed = Claimed(evidence);
        var tooEarly = evidence.Outcomes.Where(outcome => outcome.Result == CallResult.NotFound).Select(outcome => outcome.Step.Key)
            .ToHashSet();

        return evidence.Databases.Requests.Select(request => (Id: request.RequestId, Key: request.Message))
            .Concat(evidence.Databases.Feedback.Select(feedback => (Id: feedback.FeedbackId, Key: feedback.Comment)))
            .Where(stored => !claimed.Contains(stored.Id) && !tooEarly.Contains(stored.Key ?? ""));
    }

    /// <summary>Ids that a response or a command named; of a call without a response no id is known.</summary>
    private static HashSet<Guid> Claimed(Evidence evidence) =>
    [
        .. evidence.Outcomes.Select(outcome => outcome.Id).OfType<Guid>(),
        .. evidence.Commanded.Select(command => command.CommandId),
    ];
}
