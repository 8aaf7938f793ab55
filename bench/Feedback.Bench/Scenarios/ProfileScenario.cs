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
        Stack samples of the saga service while it asks, answers, expires and takes payments, warm; then of it and of
        Notifications while asks go all the way to the in-app message.
        """;

    public bool IsOnRequestOnly => true;

    public async Task RunAsync(BenchRun run, CancellationToken cancellationToken)
    {
        await ProfileCoreAsync(run, cancellationToken);
        await ProfileWholeAsync(run, cancellationToken);
    }

    private async Task ProfileCoreAsync(BenchRun run, CancellationToken cancellationToken)
    {
        await using var stage = await run.SetUpAsync(Name);
        await stage.StartAsync("saga", cancellationToken, PerfRecording.Environment);
        await using var bus = await BenchBus.StartAsync(stage.Broker, cancellationToken);
        var population = new Population(stage, run.Samples);
        var flows = new Flows(stage, bus, whole: false);
        var payments = new Payments(stage, bus);

        await ProfileAsync("ask", population.EligibleAsync, numbers => flows.AskAsync(numbers, cancellationToken));
        await ProfileAsync("answer", WaitingAsync, numbers => flows.AnswerAsync(numbers, cancellationToken));
        await ProfileAsync("expire", population.OverdueAsync, numbers => flows.ExpireAsync(population, numbers, cancellationToken));
        await ProfileAsync("payment", population.EligibleAsync, numbers => payments.TakeAsync(numbers, cancellationToken));

        Task<NumberRange> WaitingAsync(int count) => population.WaitingAsync(count, DateTimeOffset.UtcNow, TimeSpan.Zero);

        Task ProfileAsync(string flow, Func<int, Task<NumberRange>> addRows, Func<NumberRange, Task> drive) =>
            ProfileScenario.ProfileAsync(run, stage, flow, addRows, drive, cancellationToken);
    }

    private async Task ProfileWholeAsync(BenchRun run, CancellationToken cancellationToken)
    {
        await using var stage = await run.SetUpAsync($"{Name}_whole");
        await stage.MigrateAsync();
        await stage.StartAsync("saga", cancellationToken, PerfRecording.Environment);
        await stage.StartAsync("notifications", cancellationToken, PerfRecording.Environment);
        await using var bus = await BenchBus.StartAsync(stage.Broker, cancellationToken);
        var population = new Population(stage, run.Samples);
        var flows = new Flows(stage, bus, whole: true);
        await ProfileAsync(
            run, stage, "whole ask", population.EligibleWithProfilesAsync, numbers => flows.AskAsync(numbers, cancellationToken),
            cancellationToken);
    }

    private static async Task ProfileAsync(
        BenchRun run,
        Stage stage,
        string flow,
        Func<int, Task<NumberRange>> addRows,
        Func<NumberRange, Task> drive,
        CancellationToken cancellationToken)
    {
        await drive(await addRows(run.Scaled(WarmUpCount)));
        var numbers = await addRows(run.Scaled(Count));
        var recordings = stage.Services.ToDictionary(service => service.Name, service => PerfRecording.Start(service.Id));
        try
        {
            await drive(numbers);
            foreach (var (service, recording) in recordings)
                Tell(run.Report, $"{flow}, {service}", await recording.StopAsync(cancellationToken));
        }
        finally
        {
            foreach (var recording in recordings.Values)
                recording.Dispose();
        }
    }

    private static void Tell(Report report, string flow, StackProfile profile)
    {
        foreach (var (layer, share) in profile.Layers)
            report.Add(new Figure { Scenario = "profile", What = $"{flow}: {layer}", Value = share * 100, Unit = "%" });

        foreach (var (method, share) in profile.Leaves.Take(MethodsShown))
            Report.Say(FormattableString.Invariant($"  {flow}, in itself: {share,6:P1} {method}"));

        foreach (var (method, share) in profile.Methods.Take(MethodsShown))
            Report.Say(FormattableString.Invariant($"  {flow}, with callees: {share,6:P1} {method}"));
    }
}
