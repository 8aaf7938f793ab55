using System.Diagnostics;
using MassTransit;
using Messaging.EntityFrameworkCore.Outbox;

namespace Host.Transport;

/// <summary>
/// Ends the process when an endpoint does not come back, or the outbox can't send, although the broker answers, so that its
/// service manager starts it anew: when a connection breaks while several wait for a turn on one of its channels,
/// RabbitMQ.Client 7.2.2 disposes the semaphore that they wait on, and they wait for ever, past every timeout and
/// cancellation. <see cref="EndpointChannels"/> keeps endpoints from it; senders, which share a channel, still meet it.
/// Nothing is lost: what was not committed was not acknowledged, and what was not confirmed is still in the outbox.
/// </summary>
internal sealed partial class StallWatchdog(
    IBusControl bus,
    StallDetector stalls,
    PublishingCheck publishing,
    RabbitMqSettings settings,
    bool sendsRequests,
    ILogger<StallWatchdog> logger)
    : BackgroundService
{
    private const int Stalled = 70;
    private static readonly TimeSpan _look = TimeSpan.FromSeconds(2);

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

            if (await publishing.WhyNotAsync(stoppingToken) is not null)
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

    [LoggerMessage(
        LogLevel.Critical,
        "The broker answers, but {Endpoints} did not come back within {StallTimeout}; the process ends to be started anew.")]
    private partial void LogMissing(string endpoints, TimeSpan stallTimeout);

    [LoggerMessage(
        LogLevel.Critical,
        "The broker answers, but {Destinations} took no message within {StallTimeout}; the process ends to be started anew.")]
    private partial void LogStalled(string destinations, TimeSpan stallTimeout);
}
