using System.Collections.Concurrent;
using System.Diagnostics;

namespace Crash.Workload;

/// <summary>Does what a plan says at the instants that it says, each step on its own: a slow one delays no other.</summary>
internal sealed class WorkRun(UpstreamPublisher upstream, Caller caller, Stopwatch clock)
{
    private readonly ConcurrentDictionary<string, bool> _underWay = new();
    private readonly ConcurrentQueue<(WorkStep Step, string Why)> _failed = new();

    /// <summary>Steps that have begun and have no outcome yet.</summary>
    public IReadOnlyCollection<string> UnderWay => [.. _underWay.Keys];

    /// <summary>Steps that the rig could not do.</summary>
    public IReadOnlyCollection<(WorkStep Step, string Why)> Failed => _failed;

    /// <summary>Returns when the last step has begun; the task in it, when the last one has its outcome.</summary>
    public async Task<Task> BeginAllAsync(WorkPlan plan, CancellationToken cancellationToken)
    {
        var steps = new List<Task>(plan.Steps.Count);
        foreach (var step in plan.Steps)
        {
            if (step.At - clock.Elapsed is var wait && wait > TimeSpan.FromMilliseconds(2))
                await Task.Delay(wait, cancellationToken);

            _underWay[step.Key] = true;
            steps.Add(Task.Run(() => DoAsync(step, cancellationToken), CancellationToken.None));
        }

        return Task.WhenAll(steps);
    }

    private async Task DoAsync(WorkStep step, CancellationToken cancellationToken)
    {
        try
        {
            if (step is UpstreamStep upstreamStep)
                await upstream.PublishAsync(upstreamStep, cancellationToken);
            else
                await caller.RunAsync((CommandStep)step, cancellationToken);

            _underWay.TryRemove(step.Key, out _);
        }
        catch (Exception failure)
        {
            _failed.Enqueue((step, failure.Message));
        }
    }
}
