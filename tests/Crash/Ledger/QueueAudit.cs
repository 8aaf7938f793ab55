namespace Crash.Ledger;

/// <summary>Nothing waits any more, and nothing was put aside.</summary>
internal static class QueueAudit
{
    public static IEnumerable<Finding> Run(Evidence evidence)
    {
        foreach (var (queue, depth) in evidence.Waiting)
        {
            if (IsErrorQueue(queue))
                yield return new Finding(
                    Fate.Wrong, "error queue", queue,
                    $"holds {depth}: {string.Join("; ", evidence.Errors.GetValueOrDefault(queue, []).Select(FirstLine))}");
            else
                yield return new Finding(Fate.Stuck, "queue", queue, $"holds {depth}");
        }

        foreach (var row in evidence.Databases.Outbox.Where(row => row.IsParked || row.DueAt <= evidence.At))
            yield return new Finding(
                Fate.Stuck, "outbox row", $"{row.Service} {row.Id}",
                $"{row.MessageType}, due at {row.DueAt:O}, attempts {row.Attempts}{(row.IsParked ? ", parked" : "")}");
    }

    private static string FirstLine(string reason) => reason.Split('\n', 2)[0];

    public static bool IsErrorQueue(string queue) =>
        queue.EndsWith("_error", StringComparison.Ordinal) || queue.EndsWith("_skipped", StringComparison.Ordinal);
}
