using Demo.Time;

namespace Demo.Seeding;

/// <summary>
/// Something that happened so long before now. What people did is sent with the clock at its instant, so that messages bear its date
/// and timers fall due in between. Upstream events say themselves when they happened.
/// </summary>
internal sealed record ScenarioStep(TimeSpan Ago, bool IsUpstream, Func<DemoSeeder, CancellationToken, Task> RunAsync);

/// <summary>
/// Runs the steps of all demo contracts in the order in which they happened, on a clock that is set back first and catches up.
/// </summary>
internal sealed class DemoScenario(DemoSeeder seeder, DemoClock clock, IdleDetection idle)
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    /// <summary>How far back the scenario begins.</summary>
    public static TimeSpan Length { get; } =
        DemoContracts.All.Max(contract => contract.Steps.Max(step => step.Ago)) + TimeSpan.FromDays(1);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await InTimeAsync(
            patience => Task.WhenAll(DemoPeople.Profiles(seeder.Now).Select(profile => seeder.PublishAsync(profile, patience))),
            cancellationToken);

        var upstream = new List<ScenarioStep>();
        foreach (var step in DemoContracts.All.SelectMany(contract => contract.Steps).OrderByDescending(step => step.Ago))
        {
            if (step.IsUpstream)
            {
                upstream.Add(step);
                continue;
            }

            await PublishAsync(upstream, cancellationToken);
            clock.CatchUp(step.Ago);
            await InTimeAsync(patience => step.RunAsync(seeder, patience), cancellationToken);
            await idle.WaitAsync(_patience, cancellationToken);
        }

        await PublishAsync(upstream, cancellationToken);
        clock.CatchUp(TimeSpan.Zero);
        await idle.WaitAsync(_patience, cancellationToken);
    }

    /// <summary>With the clock at the latest of them: services take nothing that lies ahead of it.</summary>
    private async Task PublishAsync(List<ScenarioStep> upstream, CancellationToken cancellationToken)
    {
        if (upstream.Count == 0)
            return;

        clock.CatchUp(upstream[^1].Ago);
        await InTimeAsync(patience => Task.WhenAll(upstream.Select(step => step.RunAsync(seeder, patience))), cancellationToken);
        upstream.Clear();
    }

    /// <summary>
    /// Ends a step that the bus does not take or nobody responds to. Without its broker, MassTransit would wait for ever.
    /// </summary>
    private static async Task InTimeAsync(Func<CancellationToken, Task> run, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(_patience);
        try
        {
            await run(patience.Token).WaitAsync(patience.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"A step of the demo data took longer than {_patience.TotalSeconds:0} s.");
        }
    }
}
