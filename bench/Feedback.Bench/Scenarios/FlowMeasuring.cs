using Feedback.Bench.Driving;
using Feedback.Bench.Floor;
using Feedback.Bench.Measuring;
using Feedback.Bench.Reporting;
using Feedback.Bench.Rows;
using Feedback.Bench.Running;
using Feedback.Bench.Servers;

namespace Feedback.Bench.Scenarios;

/// <summary>Requesting, providing and expiring: each cold, the first after a start, and warm, after thousands of each kind.</summary>
internal sealed class FlowMeasuring(BenchRun run, string scenario, IReadOnlyList<string> roles)
{
    private const int ColdCount = 3_000;
    private const int WarmUpCount = 5_000;
    private const int WarmCount = 15_000;

    public required FlowMinimum RequestFeedback { get; init; }

    public required FlowMinimum ProvideFeedback { get; init; }

    public required FlowMinimum Expire { get; init; }

    public required double WarmGoal { get; init; }

    public required double? ColdGoal { get; init; }

    public async Task RunAsync(bool whole, CancellationToken cancellationToken)
    {
        await using var system = await run.SetUpAsync(scenario);
        await (whole ? system.MigrateAsync() : system.MigrateSagaAsync());

        await using var bus = await BenchBus.StartAsync(system.Broker, cancellationToken);
        var population = new Population(system, run.Samples);
        var flows = new Flows(system, bus, whole);
        Flow[] all =
        [
            new("request feedback", RequestFeedback, population.EligibleAsync,
                numbers => flows.RequestFeedbackAsync(numbers, cancellationToken)),
            new("provide feedback", ProvideFeedback, WaitingAsync,
                numbers => flows.ProvideFeedbackAsync(numbers, cancellationToken)),
            new("expire", Expire, population.OverdueAsync, numbers => flows.ExpireAsync(population, numbers, cancellationToken)),
        ];

        await MeasureColdAsync(system, population, whole, all, cancellationToken);
        await MeasureWarmAsync(system, population, whole, all, cancellationToken);

        Task<NumberRange> WaitingAsync(int count) =>
            population.WaitingAsync(count, DateTimeOffset.UtcNow.AddDays(-1), TimeSpan.FromHours(1));
    }

    private async Task MeasureColdAsync(
        BenchSystem system, Population population, bool whole, IReadOnlyList<Flow> flows, CancellationToken cancellationToken)
    {
        foreach (var flow in flows)
        {
            var numbers = await AddRowsAsync(population, flow, run.Scaled(ColdCount), whole);
            await MeasureAsync(flow, "cold", ColdGoal, StartAndRunAsync, cancellationToken);

            async Task<Outcome> StartAndRunAsync()
            {
                await StartServicesAsync(system, cancellationToken);
                var outcome = await flow.RunAsync(numbers);
                await system.StopServicesAsync();
                return outcome;
            }
        }
    }

    private async Task MeasureWarmAsync(
        BenchSystem system, Population population, bool whole, IReadOnlyList<Flow> flows, CancellationToken cancellationToken)
    {
        await StartServicesAsync(system, cancellationToken);
        foreach (var flow in flows)
            await flow.RunAsync(await AddRowsAsync(population, flow, run.Scaled(WarmUpCount), whole));

        foreach (var flow in flows)
        {
            var numbers = await AddRowsAsync(population, flow, run.Scaled(WarmCount), whole);
            await MeasureAsync(flow, "warm", WarmGoal, () => flow.RunAsync(numbers), cancellationToken);
        }
    }

    private static async Task<NumberRange> AddRowsAsync(Population population, Flow flow, int count, bool whole)
    {
        var numbers = await flow.AddRowsAsync(count);
        if (whole)
            await population.AddProfilesAsync(numbers);

        return numbers;
    }

    private async Task StartServicesAsync(BenchSystem system, CancellationToken cancellationToken)
    {
        foreach (var role in roles)
            await system.StartAsync(role, cancellationToken);
    }

    private async Task MeasureAsync(
        Flow flow, string phase, double? goal, Func<Task<Outcome>> work, CancellationToken cancellationToken)
    {
        var (outcome, floor) = await run.Floor.BesideAsync(flow.Minimum, work, cancellationToken);
        run.Report.AddRate(scenario, $"{flow.Name}, {phase}", outcome, goal is { } share ? Goal.ShareOfFloor(share) : null, floor);
    }

    private sealed record Flow(
        string Name, FlowMinimum Minimum, Func<int, Task<NumberRange>> AddRowsAsync, Func<NumberRange, Task<Outcome>> RunAsync);
}
