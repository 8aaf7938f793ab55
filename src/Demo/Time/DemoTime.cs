namespace Demo.Time;

/// <summary>Moves the demo clock, one call at a time, and waits until what fell due has been handled.</summary>
internal sealed class DemoTime(DemoClock clock, DemoClockFile file, IdleDetection idle) : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);

    public DateTimeOffset Now => clock.GetUtcNow();

    public async Task<DateTimeOffset> AdvanceAsync(TimeSpan by, CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            file.Write(clock.Offset + by);
            clock.Advance(by);
            await idle.WaitAsync(_patience, cancellationToken);

            return clock.GetUtcNow();
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    public void Dispose() => _oneAtATime.Dispose();
}
