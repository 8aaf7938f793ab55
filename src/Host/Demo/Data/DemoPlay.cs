namespace Host.Demo.Data;

/// <summary>Plays all stories in the order in which things happened, on a clock that is set back first and catches up.</summary>
internal sealed class DemoPlay(DemoStage stage, DemoClock clock, Quiet quiet)
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    /// <summary>How far back the stories begin.</summary>
    public static TimeSpan Length { get; } = DemoContracts.All.Max(contract => contract.Steps.Max(step => step.Ago)) + TimeSpan.FromDays(1);

    public async Task PlayAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(DemoPeople.Profiles(stage.Now).Select(stage.PublishAsync));

        var facts = new List<DemoStep>();
        foreach (var step in DemoContracts.All.SelectMany(contract => contract.Steps).OrderByDescending(step => step.Ago))
        {
            if (step.IsFact)
            {
                facts.Add(step);
                continue;
            }

            await TellAsync(facts);
            clock.CatchUp(step.Ago);
            await step.PlayAsync(stage);
            await quiet.WaitAsync(_patience, cancellationToken);
        }

        await TellAsync(facts);
        clock.CatchUp(TimeSpan.Zero);
        await quiet.WaitAsync(_patience, cancellationToken);
    }

    private async Task TellAsync(List<DemoStep> facts)
    {
        await Task.WhenAll(facts.Select(fact => fact.PlayAsync(stage)));
        facts.Clear();
    }
}
