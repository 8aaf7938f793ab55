using System.Diagnostics;
using Feedback.Bench.Http;
using Feedback.Bench.Measuring;
using Feedback.Bench.Reporting;
using Feedback.Bench.Rows;
using Feedback.Bench.Running;
using Feedback.Bench.Servers;

namespace Feedback.Bench.Scenarios;

/// <summary>Everything in one process on SQLite files, as a person first starts it.</summary>
internal sealed class EmbeddedScenario : IScenario
{
    private const int WarmUpCount = 1_000;
    private const int Count = 3_000;
    private const int RequestsAtOnce = 32;
    private const double MostStartSeconds = 3;

    private static readonly Dictionary<string, string> _settings = new()
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Development",
        ["Demo__Data"] = "false",

        // One freelancer makes all the requests.
        ["Gateway__RateLimits__CommandsPerMinute"] = "1000000",
        ["Gateway__RateLimits__CommandsPerDay"] = "1000000",
    };

    public string Name => "embedded";

    public string Explanation =>
        """
        One process, in-memory transport, SQLite files, empty at first: from its start until it is ready, migrations included;
        then requests over HTTP, 32 at once, to their 201. All of Notifications' work for them goes on in the same process.
        """;

    public async Task RunAsync(BenchRun run, CancellationToken cancellationToken)
    {
        await using var host = await HostProcess.StartAsync("embedded", [], _settings, cancellationToken);
        run.Report.Add(new Figure
        {
            Scenario = Name,
            What = "start until ready",
            Value = host.StartUp.TotalSeconds,
            Unit = "s",
            Goal = Goal.AtMost(MostStartSeconds),
        });
        run.Report.AddMemory(Name, "memory after the start", ProcessTable.ResidentBytes(host.Id), goal: null);

        using var http = new HttpClient { BaseAddress = host.Address };
        var client = new EmbeddedClient(http);
        var token = await client.TokenAsync(EmbeddedClient.Freelancer, cancellationToken);
        var (warmUp, measured) = (new NumberRange(1, run.Scaled(WarmUpCount)), new NumberRange(1_000_001, run.Scaled(Count)));
        await client.AddContractsAsync(warmUp, cancellationToken);
        await client.AddContractsAsync(measured, cancellationToken);

        await RequestFeedbackAsync(warmUp);
        await using var memory = new MemoryWatch([host]);
        var requested = await RequestFeedbackAsync(measured);
        run.Report.AddRate(Name, "request feedback, warm", requested);
        run.Report.AddMemory(Name, "memory at most", memory.Peaks["embedded"], Goal.MostMemory);

        async Task<Outcome> RequestFeedbackAsync(NumberRange numbers)
        {
            var cpu = new CpuMeter([host]);
            var started = Stopwatch.GetTimestamp();
            await Parallel.ForEachAsync(
                Enumerable.Range(0, numbers.Count),
                new ParallelOptions { MaxDegreeOfParallelism = RequestsAtOnce, CancellationToken = cancellationToken },
                async (index, stopping) => await client.RequestFeedbackAsync(numbers[index], token, stopping));
            return new Outcome(numbers.Count, Stopwatch.GetElapsedTime(started), cpu.Read());
        }
    }
}
