using Feedback.Bench.Servers;

namespace Feedback.Bench.Measuring;

/// <summary>Keeps looking at the memory of processes, and remembers the most that each of them held.</summary>
internal sealed class MemoryWatch : IAsyncDisposable
{
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(200);

    private readonly IReadOnlyList<HostProcess> _services;
    private readonly Dictionary<string, long> _peaks = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _watching;

    public MemoryWatch(IReadOnlyList<HostProcess> services)
    {
        _services = [.. services];
        _watching = WatchAsync();
    }

    /// <summary>Bytes by service.</summary>
    public IReadOnlyDictionary<string, long> Peaks => _peaks;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watching;
        _stop.Dispose();
    }

    private async Task WatchAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            foreach (var service in _services)
                _peaks[service.Name] = Math.Max(_peaks.GetValueOrDefault(service.Name), ProcessTable.ResidentBytes(service.Id));

            await Task.Delay(_interval, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
