using System.Diagnostics;
using Crash.Broker;
using Crash.Fleet;
using Crash.Workload;
using Npgsql;

namespace Crash.Ledger;

/// <summary>
/// Waits until nothing is under way any more: no step, no message, no outbox row, no request, no email. What it then
/// finds unfinished is stuck.
/// </summary>
internal sealed class IdleDetector(Servers servers, NpgsqlDataSource database, Subscriber subscriber, WorkRun work, Action<string> log)
{
    // The broker's statistics lag behind, and a queue's own count misses what is being handled: what both miss for a moment
    // has gone on by the last of these looks.
    private const int LooksInARow = 8;
    private const int LooksPerLogLine = 10;

    private static readonly (string What, string Sql)[] _unfinished =
    [
        ("waiting requests", "SELECT count(*) FROM feedback.feedback_requests WHERE current_state = 'Pending'"),
        ("outbox rows of feedback", "SELECT count(*) FROM feedback.outbox_messages"),
        ("outbox rows of notifications", "SELECT count(*) FROM notifications.outbox_messages"),
        ("deliveries", "SELECT count(*) FROM notifications.deliveries WHERE facts IS NOT NULL"),
    ];

    private static readonly TimeSpan _look = TimeSpan.FromSeconds(1);

    /// <summary>False when it did not become idle in time.</summary>
    public async Task<bool> WaitAsync(TimeSpan patience)
    {
        var waited = Stopwatch.StartNew();
        var seen = -1;
        for (var (idle, looks) = (0, 1); idle < LooksInARow; looks++)
        {
            if (waited.Elapsed > patience)
                return false;

            await Task.Delay(_look);
            var unfinished = await UnfinishedAsync();
            idle = unfinished.Count == 0 && subscriber.Seen.Count == seen ? idle + 1 : 0;
            seen = subscriber.Seen.Count;
            if (looks % LooksPerLogLine == 0)
                log($"after {waited.Elapsed.TotalSeconds:0} s: {(unfinished.Count == 0 ? "idle" : string.Join(", ", unfinished))}");
        }

        return true;
    }

    private async Task<IReadOnlyList<string>> UnfinishedAsync()
    {
        var unfinished = new List<string>();
        if (work.UnderWay.Count - work.Failed.Count is > 0 and var steps)
            unfinished.Add($"{steps} steps");

        foreach (var (what, sql) in _unfinished)
        {
            await using var command = database.CreateCommand(sql);
            if ((long)(await command.ExecuteScalarAsync())! is > 0 and var count)
                unfinished.Add($"{count} {what}");
        }

        unfinished.AddRange(
            from queue in await servers.RabbitMq.Management.UnsettledAsync()
            where !QueueAudit.IsErrorQueue(queue.Key)
            select $"{queue.Value} in {queue.Key}");
        unfinished.AddRange(
            from queue in await servers.RabbitMq.Management.WithoutStatisticsAsync()
            select $"unknown number in {queue}");
        return unfinished;
    }
}
