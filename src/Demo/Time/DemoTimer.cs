namespace Demo.Time;

/// <summary>A timer on the demo clock: a real one that is set anew whenever the clock jumps.</summary>
internal sealed class DemoTimer : ITimer
{
    // The longest time that a real timer can be set to is 49 days; a later one is approached in steps.
    private static readonly TimeSpan _longestStep = TimeSpan.FromDays(30);

    private readonly Lock _gate = new();
    private readonly DemoClock _clock;
    private readonly TimerCallback _callback;
    private readonly object? _state;
    private readonly ITimer _inner;
    private DateTimeOffset? _dueAt;
    private TimeSpan _period = Timeout.InfiniteTimeSpan;
    private bool _disposed;

    public DemoTimer(DemoClock clock, TimeProvider real, TimerCallback callback, object? state)
    {
        _clock = clock;
        _callback = callback;
        _state = state;
        _inner = real.CreateTimer(_ => Tick(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            if (_disposed)
                return false;

            _period = period > TimeSpan.Zero ? period : Timeout.InfiniteTimeSpan;
            _dueAt = dueTime == Timeout.InfiniteTimeSpan ? null : _clock.GetUtcNow() + dueTime;
            if (_dueAt is null)
                _clock.Remove(this);
            else
                _clock.Add(this);

            Arm();
            return true;
        }
    }

    /// <summary>The clock was set, and the timer is to wait as long as before.</summary>
    public void Shift(TimeSpan by)
    {
        lock (_gate)
        {
            _dueAt += by;
            Arm();
        }
    }

    /// <summary>The clock jumped.</summary>
    public void Rearm()
    {
        lock (_gate)
            Arm();
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _dueAt = null;
        }

        _clock.Remove(this);
        _inner.Dispose();
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private void Tick()
    {
        lock (_gate)
        {
            if (_dueAt is not { } dueAt)
                return;

            if (dueAt > _clock.GetUtcNow())
            {
                Arm();
                return;
            }

            _dueAt = _period == Timeout.InfiniteTimeSpan ? null : Next(dueAt);
            if (_dueAt is null)
                _clock.Remove(this);

            Arm();
        }

        _callback(_state);
    }

    // A jump over many periods is one tick, as after a machine's sleep.
    private DateTimeOffset Next(DateTimeOffset dueAt)
    {
        var next = dueAt + _period;
        var now = _clock.GetUtcNow();

        return next > now ? next : now + _period;
    }

    private void Arm()
    {
        if (_disposed)
            return;

        var wait = _dueAt is { } dueAt ? Clamp(dueAt - _clock.GetUtcNow()) : Timeout.InfiniteTimeSpan;
        _inner.Change(wait, Timeout.InfiniteTimeSpan);
    }

    private static TimeSpan Clamp(TimeSpan wait)
    {
        if (wait <= TimeSpan.Zero)
            return TimeSpan.Zero;

        // Real timers cut fractions of a millisecond off; a tick too early would only be set again.
        return wait < _longestStep ? wait + TimeSpan.FromMilliseconds(1) : _longestStep;
    }
}
