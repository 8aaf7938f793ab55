using Feedback.Bench.Rows;
using Feedback.Bench.Servers;

namespace Feedback.Bench.Peers;

/// <summary>Where a contender keeps its timers.</summary>
/// <param name="Table">The table.</param>
/// <param name="Key">Its key column.</param>
/// <param name="Waiting">The query of the timers that wait: their keys, and the contracts that they are for.</param>
/// <param name="MakeDue">The SET clause that makes the timer due at this instant.</param>
internal sealed record PeerTimers(string Table, string Key, string Waiting, Func<string> MakeDue)
{
    private const string Due = "public.bench_due_timers";
    private static readonly TimeSpan _earlier = TimeSpan.FromDays(15);

    /// <summary>
    /// Makes the waiting requests of these contracts look as if their 14 days were over, and looks their timers up, so that letting them
    /// fall due costs little.
    /// </summary>
    public async Task PrepareAsync(BenchSystem system, NumberRange numbers)
    {
        var (first, last) = (Numbered.Contract(numbers.First), Numbered.Contract(numbers.Last));
        var earlier = $"interval '{_earlier.TotalDays:0} days'";
        await system.ExecuteAsync(
            $"""
             UPDATE {Tables.Requests} SET requested_at = requested_at - {earlier}, expires_at = expires_at - {earlier}
             WHERE contract_id BETWEEN '{first}' AND '{last}';
             UPDATE {Tables.Contracts} SET last_requested_at = last_requested_at - {earlier},
                 last_request_expires_at = last_request_expires_at - {earlier}
             WHERE contract_id BETWEEN '{first}' AND '{last}';
             DROP TABLE IF EXISTS {Due};
             CREATE TABLE {Due} AS
                 SELECT id FROM ({Waiting}) waiting(id, contract_id) WHERE contract_id BETWEEN '{first}' AND '{last}';
             """);
        var found = await system.ReadAsync<long>($"SELECT count(*) FROM {Due}");
        if (found != numbers.Count)
            throw new InvalidOperationException($"{Table} has {found} timers for {numbers.Count} requests.");
    }

    /// <summary>With the commit of this statement all are due.</summary>
    public Task LetFallDueAsync(BenchSystem system) =>
        system.ExecuteAsync($"UPDATE {Table} t SET {MakeDue()} FROM {Due} due WHERE t.{Key} = due.id");
}
