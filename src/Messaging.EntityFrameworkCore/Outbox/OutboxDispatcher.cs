using MassTransit;
using Messaging.EntityFrameworkCore.Databases;
using Microsoft.EntityFrameworkCore;
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
    OutboxDelivery<TDbContext> delivery,
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
        SuspendedExecutionStrategy.Suspend();
        var failures = 0;
        var leasesReleased = !_options.KeepUntilConsumed;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await WaitForBrokerAsync(stoppingToken);
                if (!leasesReleased)
                {
                    await rows.ReleaseLeasesAsync(stoppingToken);
                    leasesReleased = true;
                }

                var taken = await DispatchAsync(stoppingToken);
                if (failures > 0)
                    LogRecovered(typeof(TDbContext).Name, failures);

                failures = 0;
                if (taken < _options.BatchSize)
                    await signal.WaitAsync(_options.PollInterval, clock, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                failures++;
                if (failures == 1)
                    LogFailed(failure, typeof(TDbContext).Name);

                await PauseAsync(failures, stoppingToken);
            }
        }
    }

    /// <summary>Waits for the broker before a claim, so that an outage does not use up the attempts of the rows.</summary>
    private async Task WaitForBrokerAsync(CancellationToken cancellationToken)
    {
        while (IsBrokerAway())
            await Task.Delay(_brokerPoll, cancellationToken);
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

    /// <summary>
    /// Claims due rows and sends their messages: those of different commits concurrently, those of one commit in their order.
    /// </summary>
    /// <returns>The number of claimed rows.</returns>
    private async Task<int> DispatchAsync(CancellationToken cancellationToken)
    {
        delivery.BeginClaim();
        var claimed = await rows.ClaimAsync(cancellationToken);
        var commits = claimed.GroupBy(row => row.IsTimer ? row.Id : (object)row.EnqueuedAt);
        var limits = new ParallelOptions
        {
            MaxDegreeOfParallelism = _options.Concurrency,
            CancellationToken = cancellationToken,
        };

        await Parallel.ForEachAsync(commits, limits, async (commit, stopping) =>
        {
            using var lease = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            lease.CancelAfter(_options.Lease);
            foreach (var row in commit)
                await SendAsync(row, lease.Token, stopping);
        });

        return claimed.Count;
    }

    private async Task SendAsync(OutboxMessage row, CancellationToken lease, CancellationToken stopping)
    {
        try
        {
            await delivery.SendClaimedAsync(bus, row, lease);
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            // The lease expires; another instance, or this one after a restart, sends the message.
        }
        catch (Exception failure)
        {
            // A timeout or a broken connection is not the message's fault, so the message is not parked for it.
            var mayPark = !lease.IsCancellationRequested && !TransportFailures.IsBroken(failure);
            if (await rows.PutOffAsync(row, failure.GetType().Name, mayPark, stopping))
                LogParked(failure, row.WireId, row.MessageType, row.Attempts + 1);
            else
                LogPutOff(failure, row.WireId, row.MessageType, row.Attempts + 1);
        }
    }

    private async Task PauseAsync(int failures, CancellationToken stoppingToken)
    {
        var pause = TimeSpan.FromMilliseconds(Math.Min(250 * Math.Pow(2, failures - 1), _maxPause.TotalMilliseconds));
        await Task.Delay(pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    [LoggerMessage(LogLevel.Warning, "{Context}: the outbox can't be read; trying again until it can")]
    private partial void LogFailed(Exception failure, string context);

    [LoggerMessage(LogLevel.Information, "{Context}: the outbox can be read again after {Failures} failed attempts")]
    private partial void LogRecovered(string context, int failures);

    [LoggerMessage(
        LogLevel.Warning, "Message {MessageId} ({MessageType}) could not be sent at attempt {Attempt}; it is tried again later")]
    private partial void LogPutOff(Exception failure, Guid messageId, string messageType, int attempt);

    [LoggerMessage(
        LogLevel.Error,
        "Message {MessageId} ({MessageType}) could not be sent at attempt {Attempt} and is parked; see its row in the outbox")]
    private partial void LogParked(Exception failure, Guid messageId, string messageType, int attempt);
}
