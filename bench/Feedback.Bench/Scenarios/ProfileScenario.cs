using Feedback.Bench.Driving;
using Feedback.Bench.Profiling;
using Feedback.Bench.Reporting;
using Feedback.Bench.Rows;
using Feedback.Bench.Running;

namespace Feedback.Bench.Scenarios;

/// <summary>Where the saga service spends its processor time. Needs Debian's linux-perf; slows what it watches.</summary>
internal sealed class ProfileScenario : IScenario
{
    private const int WarmUpCount = 5_000;
    private const int Count = 10_000;
    private const int MethodsShown = 60;

    public string Name => "profile";

    public string Explanation => "Stack samples of the saga service while it asks, answers, expires and takes payments, warm.";

    public bool IsOnRequestOnly => true;

    public async Task RunAsync(BenchRun run, CancellationToken cancellationToken)
    {
        await using var stage = await run.SetUpAsync(Name);
        var saga = await stage.StartAsync("saga", cancellationToken, PerfRecording.Environment);
        await using var bus = await BenchBus.StartAsync(stage.Broker, cancellationToken);
        var population = new Population(stage, run.Samples);
        var flows = new Flows(stage, bus, whole: false);
        var payments = new Payments(stage, bus);

        await ProfileAsync("ask", population.EligibleAsync, numbers => flows.AskAsync(numbers, cancellationToken));
        await ProfileAsync("answer", WaitingAsync, numbers => flows.AnswerAsync(numbers, cancellationToken));
        await ProfileAsync("expire", population.OverdueAsync, numbers => flows.ExpireAsync(population, numbers, cancellationToken));
        await ProfileAsync("payment", population.EligibleAsync, numbers => payments.TakeAsync(numbers, cancellationToken));

        Task<NumberRange> WaitingAsync(int count) => population.WaitingAsync(count, DateTimeOffset.UtcNow, TimeSpan.Zero);

        async Task ProfileAsync(string flow, Func<int, Task<NumberRange>> addRows, Func<NumberRange, Task> drive)
        {
            await drive(await addRows(run.Scaled(WarmUpCount)));
            var numbers = await addRows(run.Scaled(Count));
            using var recording = PerfRecording.Start(saga.Id);
            await drive(numbers);
            Tell(run.Report, flow, await recording.StopAsync(cancellationToken));
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
