using System.Diagnostics;
using Feedback.Bench.Driving;
using Feedback.Bench.Measuring;
using Feedback.Bench.Rows;
using Feedback.Bench.Running;
using Feedback.Bench.Servers;

namespace Feedback.Bench.Scenarios;

/// <summary>A day's traffic: 20 payments to 2 requests, 1 provided feedback and 1 expiry.</summary>
internal sealed class MixedScenario : IScenario
{
    private const int WarmUpRounds = 1_000;
    private const int Rounds = 2_000;
    private const int PaymentsPerRound = 20;
    private const int RequestsPerRound = 2;

    public string Name => "mixed";

    public string Explanation =>
        $"""
         The saga service with everything at once: a round is {PaymentsPerRound} payments, {RequestsPerRound} requests, 1 provided feedback and
         1 expiry, and all rounds are begun together, so that the four kinds compete.
         """;

    public async Task RunAsync(BenchRun run, CancellationToken cancellationToken)
    {
        await using var system = await run.SetUpAsync(Name);
        await system.MigrateSagaAsync();
        await system.StartAsync("saga", cancellationToken);
        await using var bus = await BenchBus.StartAsync(system.Broker, cancellationToken);

        await MeasureAsync(run, system, bus, new Population(system, run.Samples), new Payments(system, bus), cancellationToken);
    }

    private async Task MeasureAsync(
        BenchRun run, BenchSystem system, BenchBus bus, Population population, Payments payments, CancellationToken cancellationToken)
    {
        await RunAsync(run.Scaled(WarmUpRounds));
        var outcome = await RunAsync(run.Scaled(Rounds));
        run.Report.AddRate(Name, "rounds", outcome);

        async Task<Outcome> RunAsync(int rounds)
        {
            var paid = await population.EligibleAsync(rounds * PaymentsPerRound);
            var requesting = await population.EligibleAsync(rounds * RequestsPerRound);
            var providing = await population.WaitingAsync(rounds, DateTimeOffset.UtcNow, TimeSpan.Zero);
            var expiring = await population.OverdueAsync(rounds);
            var flows = new Flows(system, bus, whole: false);

            var cpu = new CpuMeter(system.Services);
            var started = Stopwatch.GetTimestamp();
            await Task.WhenAll(
                payments.RecordAsync(paid, cancellationToken),
                flows.RequestFeedbackAsync(requesting, cancellationToken),
                flows.ProvideFeedbackAsync(providing, cancellationToken),
                flows.ExpireAsync(population, expiring, cancellationToken));
            return new Outcome(rounds, Stopwatch.GetElapsedTime(started), cpu.Read());
        }
    }
}
