using System.Diagnostics;
using Feedback.Bench.Driving;
using Feedback.Bench.Measuring;
using Feedback.Bench.Reporting;
using Feedback.Bench.Rows;
using Feedback.Bench.Running;

namespace Feedback.Bench.Scenarios;

/// <summary>Payments, which the saga service takes in batches.</summary>
internal sealed class PaymentsScenario : IScenario
{
    private const int WarmUpCount = 10_000;
    private const int Count = 50_000;
    private const double LeastPerSecond = 5_000;

    public string Name => "payments";

    public string Explanation =>
        "PaymentMade from its publishing, by the bench, to its row and its contract's, stored. One payment a contract; no events follow.";

    public async Task RunAsync(BenchRun run, CancellationToken cancellationToken)
    {
        await using var system = await run.SetUpAsync(Name);
        await system.MigrateSagaAsync();
        await system.StartAsync("saga", cancellationToken);
        await using var bus = await BenchBus.StartAsync(system.Broker, cancellationToken);
        var population = new Population(system, run.Samples);
        var payments = new Payments(system, bus);

        await payments.RecordAsync(await population.EligibleAsync(run.Scaled(WarmUpCount)), cancellationToken);
        var numbers = await population.EligibleAsync(run.Scaled(Count));
        var cpu = new CpuMeter(system.Services);
        var started = Stopwatch.GetTimestamp();
        await payments.RecordAsync(numbers, cancellationToken);
        var outcome = new Outcome(numbers.Count, Stopwatch.GetElapsedTime(started), cpu.Read());

        run.Report.AddRate(Name, "payments", outcome, Goal.AtLeast(LeastPerSecond));
    }
}
