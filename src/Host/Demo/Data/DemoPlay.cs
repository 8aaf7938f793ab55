namespace Host.Demo.Data;

/// <summary>Plays all stories in the order in which things happened, on a clock that is set back first and catches up.</summary>
internal sealed class DemoPlay(DemoStage stage, DemoClock clock, Quiet quiet)
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    /// <summary>How far back the stories begin.</summary>
    public static TimeSpan Length { get; } = DemoContracts.All.Max(contract => contract.Steps.Max(step => step.Ago)) + TimeSpan.FromDays(1);

    public async Task PlayAsync(CancellationToken cancellationToken)
    {
        await InTimeAsync(
            patience => Task.WhenAll(DemoPeople.Profiles(stage.Now).Select(profile => stage.PublishAsync(profile, patience))), cancellationToken);

        var facts = new List<DemoStep>();
        foreach (var step in DemoContracts.All.SelectMany(contract => contract.Steps).OrderByDescending(step => step.Ago))
        {
            if (step.IsFact)
            {
                facts.Add(step);
                continue;
            }

            await TellAsync(facts, cancellationToken);
            clock.CatchUp(step.Ago);
            await InTimeAsync(patience => step.PlayAsync(stage, patience), cancellationToken);
            await quiet.WaitAsync(_patience, cancellationToken);
        }

        await TellAsync(facts, cancellationToken);
        clock.CatchUp(TimeSpan.Zero);
        await quiet.WaitAsync(_patience, cancellationToken);
    }

    private async Task TellAsync(List<DemoStep> facts, CancellationToken cancellationToken)
    {
        await InTimeAsync(patience => Task.WhenAll(facts.Select(fact => fact.PlayAsync(stage, patience))), cancellationToken);
        facts.Clear();
    }

    /// <summary>Ends what the bus does not take or nobody answers; without its broker, MassTransit would wait for ever.</summary>
    private static async Task InTimeAsync(Func<CancellationToken, Task> play, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(_patience);
        try
        {
            await play(patience.Token).WaitAsync(patience.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"A step of the demo data took longer than {_patience.TotalSeconds:0} s.");
        }
    }
}
