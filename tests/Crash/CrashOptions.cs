namespace Crash;

/// <summary>One run of the rig: what it does follows from these and nothing else.</summary>
internal sealed record CrashOptions
{
    /// <summary>The same seed gives the same workload and the same faults at the same instants.</summary>
    public required int Seed { get; init; }

    /// <summary>How long work comes in and faults happen.</summary>
    public required TimeSpan Load { get; init; }

    /// <summary>False for a run in which nothing goes wrong, to compare with.</summary>
    public bool Faults { get; init; } = true;

    /// <summary>How many contracts begin per second of the first three quarters of the load.</summary>
    public double ContractsPerSecond { get; init; } = 10;

    /// <summary>Feedback:Policy:RequestWindow, so that requests expire while one watches (R10).</summary>
    public TimeSpan RequestWindow { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Feedback:Policy:FeedbackInterval, so that a contract is asked about again and again (R4).</summary>
    public TimeSpan FeedbackInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long after the last fault everything may take to be done.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(3);
}
