using Feedback.Bench.Driving;
using Feedback.Bench.Measuring;
using Feedback.Bench.Reporting;
using Feedback.Bench.Rows;
using Feedback.Bench.Running;
using Feedback.Bench.Servers;

namespace Feedback.Bench.Scenarios;

/// <summary>What changes as ever more requests wait.</summary>
internal sealed class ScaleScenario : IScenario
{
    private const int WarmUpCount = 5_000;
    private const int RequestCount = 10_000;
    private const int SweepCount = 100_000;
    private const double LeastShareOfFirst = 0.9;
    private const double MostIdleShare = 1;
    private static readonly int[] _waiting = [10_000, 100_000, 1_000_000];
    private static readonly TimeSpan _idle = TimeSpan.FromSeconds(20);

    public string Name => "scale";

    public string Explanation =>
        """
        Warm requests, core, while 10 thousand, 100 thousand and 1 million requests wait, their timers spread over the coming 13
        days. The waiting ones are copied within the database from one that the services made. Then nothing at all for a
        while, and then 100 thousand timers that fall due at one instant.
        """;

    public async Task RunAsync(BenchRun run, CancellationToken cancellationToken)
    {
        await using var system = await run.SetUpAsync(Name);
        await system.MigrateSagaAsync();
        await using var bus = await BenchBus.StartAsync(system.Broker, cancellationToken);
        var population = new Population(system, run.Samples);
        var flows = new Flows(system, bus, whole: false);
        var saga = await system.StartAsync("saga", cancellationToken);
        await flows.RequestFeedbackAsync(await population.EligibleAsync(run.Scaled(WarmUpCount)), cancellationToken);
        await flows.ExpireAsync(population, await population.OverdueAsync(run.Scaled(WarmUpCount)), cancellationToken);

        var rates = new List<double>();
        var (waiting, bytes) = (0, 0L);
        foreach (var level in _waiting.Select(run.Scaled))
        {
            var before = await WaitingBytesAsync(system);
            await population.WaitingAsync(level - waiting, DateTimeOffset.UtcNow.AddDays(-13), TimeSpan.FromDays(13));
            (waiting, bytes) = (level, await WaitingBytesAsync(system) - before);
            var requested = await flows.RequestFeedbackAsync(await population.EligibleAsync(run.Scaled(RequestCount)), cancellationToken);
            rates.Add(requested.PerSecond);
            run.Report.AddRate(
                Name, $"request feedback, {level:#,0} waiting", requested,
                level == run.Scaled(_waiting[^1]) ? Goal.AtLeast(LeastShareOfFirst * rates[0]) : null);
        }

        AddBytes(run, bytes / (double)(run.Scaled(_waiting[^1]) - run.Scaled(_waiting[^2])));
        await MeasureIdleAsync(run, system, cancellationToken);
        await MeasureSweepAsync(run, system, population, flows, saga, rates[^1], cancellationToken);
    }

    /// <summary>The request's row and its timer's, with their indexes.</summary>
    private static Task<long> WaitingBytesAsync(BenchSystem system) => system.ReadAsync<long>(
        $"SELECT pg_total_relation_size('{Tables.Requests}') + pg_total_relation_size('{Tables.Outbox}')");

    private async Task MeasureIdleAsync(BenchRun run, BenchSystem system, CancellationToken cancellationToken)
    {
        var cpu = new CpuMeter(system.Services);
        await Task.Delay(_idle, cancellationToken);
        var spent = cpu.Read();
        foreach (var group in (string[])["saga", "postgres", "rabbitmq"])
        {
            run.Report.Add(new Figure
            {
                Scenario = Name,
                What = $"{group} when nothing happens",
                Value = 100 * spent[group] / _idle.TotalSeconds,
                Unit = "% of a core",
                Goal = group == "saga" ? Goal.AtMost(MostIdleShare) : null,
            });
        }
    }

    private async Task MeasureSweepAsync(
        BenchRun run, BenchSystem system, Population population, Flows flows, HostProcess saga, double requestRate,
        CancellationToken cancellationToken)
    {
        var due = await population.OverdueAsync(run.Scaled(SweepCount));
        var before = ProcessTable.ResidentBytes(saga.Id);
        await using var memory = new MemoryWatch(system.Services);
        var swept = await flows.ExpireAsync(population, due, cancellationToken);
        run.Report.AddRate(Name, $"expiry sweep of {due.Count:#,0}", swept, Goal.AtLeast(requestRate));
        run.Report.AddMemory(Name, "saga before the sweep", before, Goal.MostMemory);
        run.Report.AddMemory(Name, "saga at most during the sweep", memory.Peaks["saga"], Goal.MostMemory);
    }

    private void AddBytes(BenchRun run, double each) => run.Report.Add(new Figure
    {
        Scenario = Name,
        What = "database for each waiting request and its timer",
        Value = each,
        Unit = "bytes",
    });
}
