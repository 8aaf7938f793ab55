using Feedback.Bench.Driving;
using Feedback.Bench.Rows;
using Feedback.Bench.Running;

namespace Feedback.Bench.Scenarios;

/// <summary>One saga process, then two of them on the same queues and tables.</summary>
internal sealed class InstancesScenario : IScenario
{
    private const int Most = 2;
    private const int WarmUpCount = 5_000;
    private const int Count = 10_000;

    public string Name => "instances";

    public string Explanation =>
        """
        Warm requests and expiries with one saga process and with two, core. On as many cores as broker, database and bench
        have to share as well, a second process can't add much; it must not cost much either.
        """;

    public async Task RunAsync(BenchRun run, CancellationToken cancellationToken)
    {
        await using var system = await run.SetUpAsync(Name);
        await system.MigrateSagaAsync();
        await using var bus = await BenchBus.StartAsync(system.Broker, cancellationToken);
        var population = new Population(system, run.Samples);
        var flows = new Flows(system, bus, whole: false);

        for (var instances = 1; instances <= Most; instances++)
        {
            await system.StartAsync("saga", cancellationToken);
            await flows.RequestFeedbackAsync(await population.EligibleAsync(run.Scaled(WarmUpCount)), cancellationToken);
            await flows.ExpireAsync(population, await population.OverdueAsync(run.Scaled(WarmUpCount)), cancellationToken);

            var requested = await flows.RequestFeedbackAsync(await population.EligibleAsync(run.Scaled(Count)), cancellationToken);
            run.Report.AddRate(Name, What("request feedback", instances), requested);
            var expired = await flows.ExpireAsync(population, await population.OverdueAsync(run.Scaled(Count)), cancellationToken);
            run.Report.AddRate(Name, What("expire", instances), expired);
        }
    }

    private static string What(string flow, int instances) => $"{flow}, {instances} saga process{(instances == 1 ? "" : "es")}";
}
