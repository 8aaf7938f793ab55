using System.Runtime.InteropServices;
using Feedback.Bench.Peers;
using Feedback.Bench.Reporting;
using Feedback.Bench.Scenarios;
using Feedback.Bench.Servers;

namespace Feedback.Bench.Running;

/// <summary>From the command line to the table.</summary>
internal static class BenchProgram
{
    private static readonly TimeSpan _longest = TimeSpan.FromMinutes(40);

    private static readonly IScenario[] _scenarios =
    [
        new CoreScenario(), new WholeScenario(), new PaymentsScenario(), new MixedScenario(), new HttpScenario(),
        new ClientsScenario(), new ScaleScenario(), new InstancesScenario(), new EmbeddedScenario(), new StatementsScenario(),
        new StorageScenario(), new ProfileScenario(),
        new PeersScenario("peers", "as their documentation recommends", Contender.AsDocumented),
        new PeersScenario("peers-tuned", "with our settings of database connections", Contender.Tuned),
    ];

    public static async Task<int> RunAsync(string[] arguments)
    {
        BenchOptions options;
        try
        {
            options = BenchOptions.Parse(arguments, [.. _scenarios.Select(scenario => scenario.Name)]);
        }
        catch (ArgumentException wrong)
        {
            await Console.Error.WriteLineAsync(wrong.Message);
            return 2;
        }

        using var stop = new CancellationTokenSource(_longest);
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

        await using var servers = await BenchServers.StartAsync();
        await using var run = await BenchRun.StartAsync(servers, options, stop.Token);
        foreach (var scenario in _scenarios.Where(IsSelected).TakeWhile(_ => !stop.IsCancellationRequested))
            await RunAsync(scenario, run, stop.Token);

        Report.Say(Environment.NewLine + run.Report.ToTable());
        await JsonFile.WriteAsync(run.Report, options.JsonPath);
        Report.Say(options.JsonPath);
        return run.Report.Misses.Count == 0 ? 0 : 1;

        bool IsSelected(IScenario scenario) =>
            options.Scenarios.Count == 0 ? !scenario.IsOnRequestOnly : options.Scenarios.Contains(scenario.Name);

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Cancel();
        }
    }

    /// <summary>What one scenario can't measure is said, and the others go on.</summary>
    private static async Task RunAsync(IScenario scenario, BenchRun run, CancellationToken cancellationToken)
    {
        Report.Say($"{Environment.NewLine}{scenario.Name}: {scenario.Explanation}");
        try
        {
            await scenario.RunAsync(run, cancellationToken);
        }
        catch (Exception failure)
        {
            run.Report.AddMiss(scenario.Name, failure);
        }
    }
}
