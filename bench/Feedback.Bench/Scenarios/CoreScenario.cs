using Feedback.Bench.Floor;
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

    public Task RunAsync(BenchRun run, CancellationToken cancellationToken) => new FlowMeasuring(run, Name, ["saga"])
    {
        RequestFeedback = new FlowMinimum(2, BareRows.Request),
        ProvideFeedback = new FlowMinimum(2, BareRows.Feedback),
        Expire = new FlowMinimum(2, BareRows.Expiry),
        WarmGoal = 0.5,
        ColdGoal = 0.25,
    }.RunAsync(whole: false, cancellationToken);
}
