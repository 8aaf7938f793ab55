using System.Diagnostics;
using MassTransit;
using Messaging.EntityFrameworkCore.Outbox;
using RabbitMQ.Client;

namespace Host.Transport;

/// <summary>
/// Ends the process when an endpoint does not come back, or the outbox can't send, although the broker answers, so that its
/// service manager starts it anew: when a connection breaks while several wait for a turn on one of its channels,
/// RabbitMQ.Client 7.2.2 disposes the semaphore that they wait on, and they wait for ever, past every timeout and
/// cancellation. <see cref="EndpointChannels"/> keeps endpoints from it; senders, which share a channel, still meet it.
/// Nothing is lost: what was not committed was not acknowledged, and what was not confirmed is still in the outbox.
/// </summary>
internal sealed partial class StallWatchdog(
    IBusControl bus, StallDetector stalls, RabbitMqSettings settings, bool sendsRequests, ILogger<StallWatchdog> logger)
    : BackgroundService
{
    private const int Stalled = 70;
    private static readonly TimeSpan _look = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);
    private static readonly CreateChannelOptions _confirming = new(
        publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var missingFor = new Stopwatch();
        using var timer = new PeriodicTimer(_look);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var missing = MissingEndpoints();
            if (missing.Count == 0)
                missingFor.Reset();

            if (missing.Count == 0 && !stalls.HasStalls)
                continue;

            if (!await ConfirmsAsync(stoppingToken))
            {
                missingFor.Reset();
                stalls.Reset();
                continue;
            }

            if (missing.Count > 0)
                missingFor.Start();

            if (missingFor.Elapsed >= settings.StallTimeout)
                LogMissing(string.Join(", ", missing), settings.StallTimeout);
            else if (stalls.StalledFor(settings.StallTimeout) is { Count: > 0 } destinations)
                LogStalled(string.Join(", ", destinations.Select(Name)), settings.StallTimeout);
            else
                continue;

            Environment.Exit(Stalled);
        }
    }

    private List<string> MissingEndpoints() =>
    [
        .. bus.CheckHealth().Endpoints.Values
            .Where(endpoint => endpoint.Status != BusHealthStatus.Healthy && (sendsRequests || endpoint.InputAddress != bus.Address))
            .Select(endpoint => endpoint.InputAddress.Segments[^1]),
    ];

    private static string Name(string destination) => new Uri(destination).Segments[^1];

    /// <summary>
    /// Whether the broker confirms a message, one that goes to no queue: short of memory or disk, it lets everybody connect
    /// and takes from nobody.
    /// </summary>
    private async Task<bool> ConfirmsAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(_patience);
        try
        {
            await using var connection = await RabbitMqConnections.Factory(settings)
                .CreateConnectionAsync("feedback watchdog", patience.Token);
            await using var channel = await connection.CreateChannelAsync(_confirming, patience.Token);
            await channel.BasicPublishAsync(ResponseQueues.Exchange, routingKey: "feedback-watchdog", body: default, patience.Token);
            return true;
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever it was, that is no answer; the bus logs its own failures.
            return false;
        }
    }

    [LoggerMessage(
        LogLevel.Critical,
        "The broker answers, but {Endpoints} did not come back within {StallTimeout}; the process ends to be started anew.")]
    private partial void LogMissing(string endpoints, TimeSpan stallTimeout);

    [LoggerMessage(
        LogLevel.Critical,
        "The broker answers, but {Destinations} took no message within {StallTimeout}; the process ends to be started anew.")]
    private partial void LogStalled(string destinations, TimeSpan stallTimeout);
}
