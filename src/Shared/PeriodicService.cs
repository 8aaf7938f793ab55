using Microsoft.Extensions.Hosting;

namespace Shared;

/// <summary>Does its work after each interval. Work that fails is logged, and done again after the next.</summary>
/// <param name="interval">The time from one beginning to the next; zero for never.</param>
/// <param name="clock">Measures it.</param>
internal abstract class PeriodicService(TimeSpan interval, TimeProvider clock) : BackgroundService
{
    protected TimeProvider Clock => clock;

    protected abstract Task WorkAsync(CancellationToken stoppingToken);

    protected abstract void LogFailed(Exception failure);

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (interval == TimeSpan.Zero)
            return;

        using var timer = new PeriodicTimer(interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await WorkAsync(stoppingToken);
            }
            catch (Exception failure) when (failure is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                LogFailed(failure);
            }
        }
    }
}
