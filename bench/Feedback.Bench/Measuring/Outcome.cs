namespace Feedback.Bench.Measuring;

/// <summary>How long so many pieces of work took, and what processor time each group of processes spent on them.</summary>
internal sealed record Outcome(int Count, TimeSpan Elapsed, IReadOnlyDictionary<string, double> CpuSeconds)
{
    public double PerSecond => Count / Elapsed.TotalSeconds;

    public IReadOnlyDictionary<string, double> CpuMicrosecondsEach =>
        CpuSeconds.ToDictionary(group => group.Key, group => group.Value * 1e6 / Count);
}
