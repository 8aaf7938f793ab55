using Feedback.Bench.Driving;
using Feedback.Bench.Profiling;
using Feedback.Bench.Reporting;
using Feedback.Bench.Rows;
using Feedback.Bench.Running;
using Feedback.Bench.Servers;

namespace Feedback.Bench.Scenarios;

/// <summary>Where the services spend their processor time. Needs Debian's linux-perf; slows what it watches.</summary>
internal sealed class ProfileScenario : IScenario
{
    private const int WarmUpCount = 5_000;
    private const int Count = 10_000;
    private const int MethodsShown = 60;

    public string Name => "profile";

    public string Explanation =>
        """
        Stack samples of the saga service while feedback is requested and provided, requests expire and payments come, warm;
        then of it and of Notifications while requests go all the way to the in-app message.
        """;

    public bool IsOnRequestOnly => true;

    public async Task RunAsync(BenchRun run, CancellationToken cancellationToken)
    {
        await ProfileCoreAsync(run, cancellationToken);
        await ProfileWholeAsync(run, cancellationToken);
    }

    private async Task ProfileCoreAsync(BenchRun run, CancellationToken cancellationToken)
    {
        await using var system = await run.SetUpAsync(Name);
        await system.MigrateSagaAsync();
        await system.StartAsync("saga", cancellationToken, PerfRecording.Environment);
        await using var bus = await BenchBus.StartAsync(system.Broker, cancellationToken);
        var population = new Population(system, run.Samples);
        var flows = new Flows(system, bus, whole: false);
        var payments = new Payments(system, bus);

        await ProfileAsync("request feedback", population.EligibleAsync, numbers => flows.RequestFeedbackAsync(numbers, cancellationToken));
        await ProfileAsync("provide feedback", WaitingAsync, numbers => flows.ProvideFeedbackAsync(numbers, cancellationToken));
        await ProfileAsync("expire", population.OverdueAsync, numbers => flows.ExpireAsync(population, numbers, cancellationToken));
        await ProfileAsync("payment", population.EligibleAsync, numbers => payments.RecordAsync(numbers, cancellationToken));

        Task<NumberRange> WaitingAsync(int count) => population.WaitingAsync(count, DateTimeOffset.UtcNow, TimeSpan.Zero);

        Task ProfileAsync(string flow, Func<int, Task<NumberRange>> addRows, Func<NumberRange, Task> drive) =>
            ProfileScenario.ProfileAsync(run, system, flow, addRows, drive, cancellationToken);
    }

    private async Task ProfileWholeAsync(BenchRun run, CancellationToken cancellationToken)
    {
        await using var system = await run.SetUpAsync($"{Name}_whole");
        await system.MigrateAsync();
        await system.StartAsync("saga", cancellationToken, PerfRecording.Environment);
        await system.StartAsync("notifications", cancellationToken, PerfRecording.Environment);
        await using var bus = await BenchBus.StartAsync(system.Broker, cancellationToken);
        var population = new Population(system, run.Samples);
        var flows = new Flows(system, bus, whole: true);
        await ProfileAsync(
            run, system, "whole request feedback", population.EligibleWithProfilesAsync,
            numbers => flows.RequestFeedbackAsync(numbers, cancellationToken),
            cancellationToken);
    }

    private static async Task ProfileAsync(
        BenchRun run,
        BenchSystem system,
        string flow,
        Func<int, Task<NumberRange>> addRows,
        Func<NumberRange, Task> drive,
        CancellationToken cancellationToken)
    {
        await drive(await addRows(run.Scaled(WarmUpCount)));
        var numbers = await addRows(run.Scaled(Count));
        var recordings = system.Services.ToDictionary(service => service.Name, service => PerfRecording.Start(service.Id));
        try
        {
            await drive(numbers);
            foreach (var (service, recording) in recordings)
                Print(run.Report, $"{flow}, {service}", await recording.StopAsync(cancellationToken));
        }
        finally
        {
            foreach (var recording in recordings.Values)
                recording.Dispose();
        }
    }

    private static void Print(Report report, string flow, StackProfile profile)
    {
        foreach (var (layer, share) in profile.Layers)
            report.Add(new Figure { Scenario = "profile", What = $"{flow}: {layer}", Value = share * 100, Unit = "%" });

        foreach (var (method, share) in profile.Leaves.Take(MethodsShown))
            Report.Say(FormattableString.Invariant($"  {flow}, in itself: {share,6:P1} {method}"));

        foreach (var (method, share) in profile.Methods.Take(MethodsShown))
            Report.Say(FormattableString.Invariant($"  {flow}, with callees: {share,6:P1} {method}"));
    }
}
