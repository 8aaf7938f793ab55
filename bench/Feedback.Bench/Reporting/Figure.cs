using Feedback.Bench.Floor;

namespace Feedback.Bench.Reporting;

/// <summary>One thing that was measured.</summary>
internal sealed record Figure
{
    public required string Scenario { get; init; }

    public required string What { get; init; }

    public required double Value { get; init; }

    public required string Unit { get; init; }

    public FlowFloor? Floor { get; init; }

    public Goal? Goal { get; init; }

    /// <summary>Processor microseconds per piece of work, by group of processes.</summary>
    public IReadOnlyDictionary<string, double>? CpuMicroseconds { get; init; }

    public double? ShareOfFloor => Floor is null ? null : Value / Floor.PerSecond;

    /// <summary>
    /// The floor's processor time as a share of what was spent: unlike the time on the clock it hardly depends on what else
    /// the machine is doing.
    /// </summary>
    public double? ShareByProcessor => Floor is null || CpuMicroseconds is null
        ? null
        : Floor.CpuMicroseconds / CpuMicroseconds.Values.Sum();

    public bool? IsMet => Goal?.IsMetBy(this);
}
