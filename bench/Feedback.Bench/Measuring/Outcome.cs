namespace Feedback.Bench.Measuring;

/// <summary>How long so many pieces of work took, and what processor time each group of processes spent on them.</summary>
internal sealed record Outcome(int Count, TimeSpan Elapsed, IReadOnlyDictionary<string, double> CpuSeconds)
{
    public double PerSecond => Count / Elapsed.TotalSeconds;

    public IReadOnlyDictionary<string, double> CpuMicrosecondsEach =>
        CpuSeconds.ToDictionary(group => group.Key, group => group.Value * 1e6 / Count);

    /// <summary>This work and the other, one after the other.</summary>
    public Outcome And(Outcome other) => new(
        Count + other.Count,
        Elapsed + other.Elapsed,
        CpuSeconds.Concat(other.CpuSeconds).GroupBy(group => group.Key).ToDictionary(
            group => group.Key, group => group.Sum(spent => spent.Value)));
}
