using Feedback.Bench.Floor;
using Feedback.Bench.Running;

namespace Feedback.Bench.Scenarios;

/// <summary>The saga service and Notifications.</summary>
internal sealed class WholeScenario : IScenario
{
    public string Name => "whole";

    public string Explanation =>
        """
        The saga service and Notifications: from the command, or the timer that falls due, to the stored in-app message.
        Floor of each: 4 messages (command or timer, event, and the two that the notice's transaction lets go: the order to
        send an email, and "in-app message delivered", by which the bench knows that the row is stored) and 2 transactions
        (the flow's rows, the notice's rows). Composing and recording the emails goes on beside it and is not in the floor.
        """;

    public Task RunAsync(BenchRun run, CancellationToken cancellationToken) => new FlowMeasuring(run, Name, ["saga", "notifications"])
    {
        RequestFeedback = new FlowMinimum(4, BareRows.Request, BareRows.Notice),
        ProvideFeedback = new FlowMinimum(4, BareRows.Feedback, BareRows.Notice),
        Expire = new FlowMinimum(4, BareRows.Expiry, BareRows.Notice),
        WarmGoal = 0.4,
        ColdGoal = null,
    }.RunAsync(whole: true, cancellationToken);
}
