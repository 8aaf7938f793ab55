namespace TestKit.Processes;

/// <summary>What to start, as whom, and how to stop it.</summary>
public sealed record OwnedProcessStart(string Program, IReadOnlyList<string> Arguments)
{
    public required string LogFile { get; init; }

    public required string WorkingDirectory { get; init; }

    /// <summary>When we are killed, the watchdog removes that folder too.</summary>
    public bool OwnsWorkingDirectory { get; init; }

    /// <summary>The user to become, when we are root and the program refuses root.</summary>
    public string? User { get; init; }

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    public Signal StopSignal { get; init; } = Signal.Terminate;

    /// <summary>How the watchdog ends it when we are killed.</summary>
    public Signal AbandonSignal { get; init; } = Signal.Kill;
}
