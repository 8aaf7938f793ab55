using System.Diagnostics;
using Feedback.Bench.Driving;
using Feedback.Bench.Measuring;
using Feedback.Bench.Rows;
using Feedback.Bench.Running;
using Feedback.Bench.Servers;

namespace Feedback.Bench.Scenarios;

/// <summary>A day's traffic: 20 payments to 2 asks, 1 answer and 1 expiry.</summary>
internal sealed class MixedScenario : IScenario
{
    private const int WarmUpRounds = 1_000;
    private const int Rounds = 2_000;
    private const int PaymentsPerRound = 20;
    private const int AsksPerRound = 2;

    public string Name => "mixed";

    public string Explanation =>
        $"""
         The saga service with everything at once: a round is {PaymentsPerRound} payments, {AsksPerRound} asks, 1 answer and 1 expiry, and all
         rounds are begun together, so that the four kinds compete.
         """;

    public async Task RunAsync(BenchRun run, CancellationToken cancellationToken)
    {
        await using var stage = await run.SetUpAsync(Name);
        await stage.StartAsync("saga", cancellationToken);
        await using var bus = await BenchBus.StartAsync(stage.Broker, cancellationToken);

        await MeasureAsync(run, stage, bus, new Population(stage, run.Samples), new Payments(stage, bus), cancellationToken);
    }

    private async Task MeasureAsync(
        BenchRun run, Stage stage, BenchBus bus, Population population, Payments payments, CancellationToken cancellationToken)
    {
        await RunAsync(run.Scaled(WarmUpRounds));
        var outcome = await RunAsync(run.Scaled(Rounds));
        run.Report.AddRate(Name, "rounds", outcome);

        async Task<Outcome> RunAsync(int rounds)
        {
            var paid = await population.EligibleAsync(rounds * PaymentsPerRound);
            var asking = await population.EligibleAsync(rounds * AsksPerRound);
            var answering = await population.WaitingAsync(rounds, DateTimeOffset.UtcNow, TimeSpan.Zero);
            var expiring = await population.OverdueAsync(rounds);
            var flows = new Flows(stage, bus, whole: false);

            var cpu = new CpuMeter(stage.Services);
            var started = Stopwatch.GetTimestamp();
            await Task.WhenAll(
                payments.TakeAsync(paid, cancellationToken),
                flows.AskAsync(asking, cancellationToken),
                flows.AnswerAsync(answering, cancellationToken),
                flows.ExpireAsync(population, expiring, cancellationToken));
            return new Outcome(rounds, Stopwatch.GetElapsedTime(started), cpu.Read());
        }
    }
}
