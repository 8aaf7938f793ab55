using Feedback.Bench.Running;

namespace Feedback.Bench.Scenarios;

/// <summary>The saga service alone.</summary>
internal sealed class CoreScenario : IScenario
{
    public string Name => "core";

    public string Explanation =>
        """
        The saga service alone: from the command, or the timer that falls due, to the event that the bench consumes.
        Floor of each: 2 messages (command or timer, event) and 1 transaction of the flow's rows.
        """;

    public Task RunAsync(BenchRun run, CancellationToken cancellationToken)
    {
        var floor = run.Floor;
        return new FlowMeasuring(run, Name, ["saga"])
        {
            AskFloor = floor.Of(2, ("ask's rows", floor.AskTransactions)),
            AnswerFloor = floor.Of(2, ("answer's rows", floor.AnswerTransactions)),
            ExpireFloor = floor.Of(2, ("expiry's rows", floor.ExpireTransactions)),
            WarmGoal = 0.5,
            ColdGoal = 0.25,
        }.RunAsync(whole: false, cancellationToken);
    }
}
