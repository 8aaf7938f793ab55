using System.Diagnostics.CodeAnalysis;

namespace Demo.Time;

/// <summary>
/// Real time plus an offset. The offset only grows, except while the demo data is seeded, which begins in the past. Timers made
/// from it fire when its time passes them, whether by waiting or by <see cref="Advance"/>; timestamps, which measure how
/// long something took, stay real.
/// </summary>
internal sealed class DemoClock(TimeProvider real, TimeSpan offset) : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly HashSet<DemoTimer> _timers = [];
    private TimeSpan _behind;
    private TimeSpan _offset = offset >= TimeSpan.Zero
        ? offset
        : throw new ArgumentOutOfRangeException(nameof(offset), offset, "The clock only moves forward.");

    /// <summary>How far the clock is ahead of real time.</summary>
    public TimeSpan Offset
    {
        get
        {
            lock (_gate)
                return _offset;
        }
    }

    /// <summary>What time it is, or will be when the clock has caught up with having been set back.</summary>
    public DateTimeOffset CaughtUp
    {
        get
        {
            lock (_gate)
                return real.GetUtcNow() + _offset + _behind;
        }
    }

    public override long TimestampFrequency => real.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => real.LocalTimeZone;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return real.GetUtcNow() + _offset;
    }

    public override long GetTimestamp() => real.GetTimestamp();

    /// <summary>Moves the clock forward; timers that fall due start firing at once.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);

        foreach (var timer in Move(by))
            timer.Rearm();
    }

    /// <summary>
    /// Sets it back on an empty database, before the services start. Timers keep their distance, and <see cref="CatchUp"/> has to follow.
    /// </summary>
    public void SetBack(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);

        lock (_gate)
            _behind += by;

        foreach (var timer in Move(-by))
            timer.Shift(-by);
    }

    /// <summary>After it was set back: moves it forward, until it is so far behind.</summary>
    public void CatchUp(TimeSpan behind)
    {
        TimeSpan by;
        lock (_gate)
        {
            by = _behind > behind ? _behind - behind : TimeSpan.Zero;
            _behind -= by;
        }

        Advance(by);
    }

    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "The caller disposes of it.")]
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);

        var timer = new DemoTimer(this, real, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    internal void Add(DemoTimer timer)
    {
        lock (_gate)
            _timers.Add(timer);
    }

    internal void Remove(DemoTimer timer)
    {
        lock (_gate)
            _timers.Remove(timer);
    }

    private DemoTimer[] Move(TimeSpan by)
    {
        lock (_gate)
        {
            _offset += by;
            return [.. _timers];
        }
    }
}
