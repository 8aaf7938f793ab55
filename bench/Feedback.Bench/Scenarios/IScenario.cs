using Feedback.Bench.Running;

namespace Feedback.Bench.Scenarios;

/// <summary>Something to measure, on a system of its own.</summary>
internal interface IScenario
{
    string Name { get; }

    /// <summary>What is done, and what its floor consists of.</summary>
    string Explanation { get; }

    /// <summary>Whether a run of everything leaves it out.</summary>
    bool IsOnRequestOnly => false;

    Task RunAsync(BenchRun run, CancellationToken cancellationToken);
}
