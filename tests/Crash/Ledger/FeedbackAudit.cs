namespace Crash.Ledger;

/// <summary>One command, one feedback, and one feedback per request.</summary>
internal static class FeedbackAudit
{
    public static IEnumerable<Finding> Run(Evidence evidence)
    {
        var feedback = evidence.Databases.Feedback;
        foreach (var command in feedback.GroupBy(row => row.Comment).Where(rows => rows.Count() > 1))
            yield return new Finding(Fate.Duplicated, "feedback", command.Key ?? "", $"one command stored {command.Count()} times");

        foreach (
            var request in feedback.Where(row => row.RequestId is not null).GroupBy(row => row.RequestId).Where(rows => rows.Count() > 1))
            yield return new Finding(Fate.Duplicated, "answer", $"{request.Key}", $"one request answered {request.Count()} times");

        var answered = evidence.Databases.Requests.Where(request => request.State == "Answered").Select(request => request.FeedbackId)
            .ToHashSet();
        foreach (var row in feedback.Where(row => row.RequestId is not null && !answered.Contains(row.FeedbackId)))
            yield return new Finding(
                Fate.Wrong, "feedback", $"{row.FeedbackId}", $"answers request {row.RequestId}, which does not say so");
    }
}
