using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>
/// Sends due timers, and committed messages that the committing handlers could not send. Any number of instances may run: each
/// row is leased to one instance at a time.
/// </summary>
internal sealed partial class OutboxDispatcher<TDbContext>(
    IBusControl bus,
    OutboxRows<TDbContext> rows,
    OutboxLanes<TDbContext> lanes,
    OutboxSignal<TDbContext> signal,
    IOptionsMonitor<OutboxOptions> options,
    TimeProvider clock,
    ILogger<OutboxDispatcher<TDbContext>> logger) : BackgroundService
    where TDbContext : DbContext
{
    private static readonly TimeSpan _brokerPoll = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _maxPause = TimeSpan.FromSeconds(5);

    private readonly OutboxOptions _options = options.Of<TDbContext>();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!_options.RunDispatcher)
            return;

        var failures = 0;
        var leasesReleased = !_options.KeepUntilConsumed;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                // Rows are not claimed in vain.
                while (IsBrokerAway())
                    await Task.Delay(_brokerPoll, stoppingToken);

                if (!leasesReleased)
                {
                    await rows.ReleaseLeasesAsync(stoppingToken);
                    leasesReleased = true;
                }

                await lanes.DispatchAsync(stoppingToken);
                if (failures > 0)
                    LogRecovered(typeof(TDbContext).Name, failures);

                failures = 0;
                await signal.WaitAsync(_options.PollInterval, clock, stoppingToken);
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception failure)
            {
                if (failures++ == 0)
                    LogFailed(failure, typeof(TDbContext).Name);

                var pause = TimeSpan.FromMilliseconds(Math.Min(125 * Math.Pow(2, failures), _maxPause.TotalMilliseconds));
                await Task.Delay(pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        await lanes.WhenIdleAsync();
    }

    /// <summary>
    /// Looks at the receive endpoints rather than at the bus. The bus is unhealthy until its last endpoint has started, however
    /// long that takes, and degraded as long as its own endpoint was never used.
    /// </summary>
    private bool IsBrokerAway()
    {
        var health = bus.CheckHealth();
        var receiving = health.Endpoints.Values.Where(endpoint => endpoint.InputAddress != bus.Address).ToList();

        return receiving.Count > 0
            ? receiving.TrueForAll(endpoint => endpoint.Status != BusHealthStatus.Healthy)
            : health.Status == BusHealthStatus.Unhealthy;
    }

    [LoggerMessage(LogLevel.Warning, "{Context}: the outbox can't be read; trying again until it can")]
    private partial void LogFailed(Exception failure, string context);

    [LoggerMessage(LogLevel.Information, "{Context}: the outbox can be read again after {Failures} failed attempts")]
    private partial void LogRecovered(string context, int failures);
}
