namespace Crash.Faults;

/// <summary>Something that goes wrong at an instant of the run.</summary>
/// <param name="At">Counted from the beginning of the load.</param>
/// <param name="Kind">What goes wrong.</param>
/// <param name="Lasts">How long the process stays dead or stopped, or the network away.</param>
/// <param name="Target">Which of the processes of its kind.</param>
internal sealed record Fault(TimeSpan At, FaultKind Kind, TimeSpan Lasts, int Target)
{
    public TimeSpan EndsAt => At + Lasts;
}
