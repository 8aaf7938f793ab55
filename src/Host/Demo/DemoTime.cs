namespace Host.Demo;

/// <summary>Moves the demo clock, one call at a time, and waits until what fell due has been handled.</summary>
internal sealed class DemoTime(DemoClock clock, DemoClockFile file, Quiet quiet) : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);
    private readonly SemaphoreSlim _turn = new(1, 1);

    public DateTimeOffset Now => clock.GetUtcNow();

    public async Task<DateTimeOffset> AdvanceAsync(TimeSpan by, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            file.Write(clock.Offset + by);
            clock.Advance(by);
            await quiet.WaitAsync(_patience, cancellationToken);

            return clock.GetUtcNow();
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();
}
