using System.Diagnostics;

namespace Shared;

/// <summary>
/// Figures for gauges that cost a query. A look at them begins to read them, at most once in <paramref name="freshness"/>, and shows
/// those that were read before. Nothing is read unless somebody looks.
/// </summary>
/// <param name="read">Reads the figures.</param>
/// <param name="freshness">How long they are not read again.</param>
/// <param name="clock">Measures that.</param>
/// <param name="onFailure">Is told that they can't be read; until they can, there are none.</param>
internal sealed class SampledFigures<T>(Func<Task<T>> read, TimeSpan freshness, TimeProvider clock, Action<Exception> onFailure)
    where T : class
{
    private readonly Lock _gate = new();
    private T? _last;
    private Task _reading = Task.CompletedTask;
    private long? _readAt;

    /// <summary>The figures that were read last; null before the first have been read, and while they can't be.</summary>
    public T? Look()
    {
        lock (_gate)
        {
            if (_reading.IsCompleted && !(_readAt is { } at && clock.GetElapsedTime(at) < freshness))
            {
                _readAt = clock.GetTimestamp();
                _reading = Task.Run(ReadAsync);
            }

            return _last;
        }
    }

    private async Task ReadAsync()
    {
        // The statements are not part of what the one who looks is doing.
        Activity.Current = null;
        T? figures = null;
        try
        {
            figures = await read();
        }
        catch (Exception failure)
        {
            onFailure(failure);
        }

        lock (_gate)
            _last = figures;
    }
}
