using System.Runtime.InteropServices;
using Feedback.Bench.Servers;

namespace Feedback.Bench.Reporting;

/// <summary>What the figures were taken on.</summary>
internal sealed record Machine
{
    private static readonly string[] _durability = ["fsync", "synchronous_commit", "full_page_writes"];

    public required DateTimeOffset At { get; init; }

    public required string Processor { get; init; }

    public required int Cores { get; init; }

    public required double MemoryGiB { get; init; }

    public required string System { get; init; }

    public required string Runtime { get; init; }

    public required string Postgres { get; init; }

    /// <summary>The settings that decide what a commit is worth.</summary>
    public required string Durability { get; init; }

    /// <summary>Processes that waited for a core, on average, in the minute before the run.</summary>
    public required string LoadBefore { get; init; }

    public static async Task<Machine> ReadAsync(BenchServers servers)
    {
        var durability = new List<string>();
        foreach (var setting in _durability)
            durability.Add($"{setting} {await servers.PostgresSettingAsync(setting)}");

        return new Machine
        {
            At = DateTimeOffset.UtcNow,
            Processor = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?
                .Split(": ")[^1] ?? "unknown",
            Cores = Environment.ProcessorCount,
            MemoryGiB = Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1 << 30), 1),
            System = RuntimeInformation.OSDescription,
            Runtime = RuntimeInformation.FrameworkDescription,
            Postgres = await servers.PostgresSettingAsync("server_version"),
            Durability = string.Join(", ", durability) + "; quorum queues, publisher confirms on",
            LoadBefore = File.ReadAllText("/proc/loadavg").Split(' ')[0],
        };
    }

    public override string ToString() =>
        $"""
         {At:u}, {Processor}, {Cores} cores, {MemoryGiB} GiB, {System}, {Runtime}, PostgreSQL {Postgres}
         {Durability}; load before the run {LoadBefore}
         """;
}
