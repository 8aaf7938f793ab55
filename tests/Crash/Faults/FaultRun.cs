using System.Collections.Concurrent;
using System.Diagnostics;

namespace Crash.Faults;

/// <summary>Carries a schedule out, lane by lane, and notes when each fault was over.</summary>
internal sealed class FaultRun(FaultInjector injector, Stopwatch clock, Action<string> log)
{
    private readonly ConcurrentQueue<InjectedFault> _injected = new();

    public IReadOnlyCollection<InjectedFault> Injected => _injected;

    /// <summary>Faults of different lanes overlap; within a lane one that takes longer puts the next one off.</summary>
    public Task RunAsync(IReadOnlyList<IReadOnlyList<Fault>> lanes) => Task.WhenAll(lanes.Select(RunLaneAsync));

    private async Task RunLaneAsync(IReadOnlyList<Fault> lane)
    {
        foreach (var fault in lane)
        {
            if (fault.At - clock.Elapsed is var wait && wait > TimeSpan.Zero)
                await Task.Delay(wait);

            var began = clock.Elapsed;
            await injector.InjectAsync(fault);
            _injected.Enqueue(new InjectedFault(fault, began, clock.Elapsed));
            log($"{began:mm\\:ss\\.f}  {fault.Kind} for {(clock.Elapsed - began).TotalSeconds:0.0} s");
        }
    }
}
