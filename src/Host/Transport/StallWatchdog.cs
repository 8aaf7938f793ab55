using System.Diagnostics;
using MassTransit;

namespace Host.Transport;

/// <summary>
/// Ends the process when an endpoint does not come back although the broker answers, so that its service manager starts it
/// anew: when a connection breaks while an endpoint declares its queue, MassTransit 8.4.0 may wait on it for ever and can
/// be neither told nor stopped. Nothing is lost: what was not committed was not acknowledged.
/// </summary>
internal sealed partial class StallWatchdog(IBusControl bus, RabbitMqSettings settings, bool asksQuestions, ILogger<StallWatchdog> logger)
    : BackgroundService
{
    private const int Stalled = 70;
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var stalledFor = new Stopwatch();
        using var timer = new PeriodicTimer(s_look);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var missing = MissingEndpoints();
            if (missing.Count == 0 || !await AnswersAsync(stoppingToken))
                stalledFor.Reset();
            else
                stalledFor.Start();

            if (stalledFor.Elapsed < settings.StallTimeout)
                continue;

            LogStalled(string.Join(", ", missing), settings.StallTimeout);
            Environment.Exit(Stalled);
        }
    }

    private List<string> MissingEndpoints() =>
    [
        .. bus.CheckHealth().Endpoints.Values
            .Where(endpoint => endpoint.Status != BusHealthStatus.Healthy && (asksQuestions || endpoint.InputAddress != bus.Address))
            .Select(endpoint => endpoint.InputAddress.Segments[^1]),
    ];

    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await RabbitMqConnections.Factory(settings).CreateConnectionAsync("feedback watchdog", cancellationToken);
            await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
            return true;
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever it was, that is no answer; the bus logs its own failures.
            return false;
        }
    }

    [LoggerMessage(LogLevel.Critical, "The broker answers, but {Endpoints} did not come back within {StallTimeout}; the process ends to be started anew.")]
    private partial void LogStalled(string endpoints, TimeSpan stallTimeout);
}
