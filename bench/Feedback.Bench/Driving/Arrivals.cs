using System.Collections.Concurrent;
using System.Diagnostics;

namespace Feedback.Bench.Driving;

/// <summary>
/// The messages that were sent and whose outcome has not arrived yet, by key. It bounds how many may be under way, and reports
/// when all outcomes have arrived. An outcome that arrives twice counts once.
/// </summary>
internal sealed class Arrivals : IDisposable
{
    private readonly ConcurrentDictionary<string, long> _underWay = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _window;
    private readonly ConcurrentBag<double>? _latencies;
    private readonly int _expected;
    private long _first;
    private long _last;
    private int _arrived;

    public Arrivals(int expected, int window, bool keepLatencies = false)
    {
        _expected = expected;
        _window = new SemaphoreSlim(window);
        _latencies = keepLatencies ? [] : null;
    }

    public int Count => Volatile.Read(ref _arrived);

    /// <summary>Milliseconds from <see cref="Expect"/> to <see cref="Arrive"/>.</summary>
    public IReadOnlyCollection<double> Latencies => _latencies ?? throw new InvalidOperationException("Latencies were not kept.");

    /// <summary>From the first arrival to the last.</summary>
    public TimeSpan Span => Stopwatch.GetElapsedTime(_first, _last);

    public long LastTimestamp => _last;

    /// <summary>Waits for a place in the window.</summary>
    public Task EnterAsync(CancellationToken cancellationToken) => _window.WaitAsync(cancellationToken);

    public void Expect(string key)
    {
        if (!_underWay.TryAdd(key, Stopwatch.GetTimestamp()))
            throw new InvalidOperationException($"{key} is under way already.");
    }

    public void Arrive(string key)
    {
        if (!_underWay.TryRemove(key, out var since))
            return;

        var now = Stopwatch.GetTimestamp();
        _latencies?.Add(Stopwatch.GetElapsedTime(since, now).TotalMilliseconds);
        Interlocked.CompareExchange(ref _first, now, 0);
        Volatile.Write(ref _last, now);
        _window.Release();
        if (Interlocked.Increment(ref _arrived) == _expected)
            _all.TrySetResult();
    }

    public void Fail(Exception failure) => _all.TrySetException(failure);

    /// <summary>Returns when everything has arrived; says how far it got when that takes too long.</summary>
    public async Task AllAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        try
        {
            await _all.Task.WaitAsync(patience, cancellationToken);
        }
        catch (TimeoutException)
        {
            var missing = _underWay.Keys.FirstOrDefault();
            throw new TimeoutException(
                $"Only {Count} of {_expected} came back within {patience.TotalSeconds:0} s; missing, for one: {missing}");
        }
    }

    public void Dispose() => _window.Dispose();
}
