namespace Crash.Ledger;

/// <summary>Every request ended once, or waits with a timer that is still to come (R42); one waits per contract (R8).</summary>
internal static class RequestAudit
{
    private const string TimerType = "FeedbackRequestExpiryDue";

    public static IEnumerable<Finding> Run(Evidence evidence)
    {
        var feedback = evidence.Databases.Feedback.ToDictionary(row => row.FeedbackId);
        var waiting = evidence.Databases.Requests.Where(request => request.State == "Pending").ToList();
        var timers = evidence.Databases.Outbox.Count(row => row.IsTimer && row.MessageType.EndsWith(TimerType, StringComparison.Ordinal));

        foreach (var request in evidence.Databases.Requests)
        {
            var answer = request.FeedbackId is { } id ? feedback.GetValueOrDefault(id) : null;
            if (request.State == "Answered" && answer?.RequestId != request.RequestId)
                yield return Of(Fate.Lost, request, $"is answered by feedback {request.FeedbackId}, which is not there");
            else if (request.State == "Pending" && request.ExpiresAt <= evidence.At)
                yield return Of(Fate.Stuck, request, $"still waits, though it expired at {request.ExpiresAt:O}");
            else if (request.State is not ("Answered" or "Expired" or "Closed" or "Declined" or "Pending"))
                yield return Of(Fate.Wrong, request, $"is in the state {request.State}");
        }

        foreach (var command in evidence.Databases.Requests.GroupBy(request => request.Message).Where(requests => requests.Count() > 1))
            yield return new Finding(Fate.Duplicated, "request", command.Key ?? "", $"one command made {command.Count()} requests");

        foreach (var contract in waiting.GroupBy(request => request.ContractId).Where(requests => requests.Count() > 1))
            yield return new Finding(Fate.Duplicated, "waiting request", contract.Key, $"{contract.Count()} wait on one contract");

        if (timers < waiting.Count)
            yield return new Finding(Fate.Lost, "timer", $"{waiting.Count - timers}", $"{waiting.Count} requests wait on {timers} timers");
        else if (timers > waiting.Count)
            yield return new Finding(Fate.Stuck, "timer", $"{timers - waiting.Count}", "timers of requests that are over");
    }

    private static Finding Of(Fate fate, RequestRow request, string detail) =>
        new(fate, "request", $"{request.RequestId}", $"{request.ContractId}: {detail}");
}
