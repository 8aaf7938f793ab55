namespace Host.Demo.Data;

/// <summary>
/// Something that happened so long before now. A fact from another system is the same whenever it is told; what people did
/// is told with the clock at its instant, so that messages bear its date and timers fall due in between.
/// </summary>
internal sealed record DemoStep(TimeSpan Ago, bool IsFact, Func<DemoStage, CancellationToken, Task> PlayAsync);
