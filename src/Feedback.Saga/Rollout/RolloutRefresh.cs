using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Feedback.Saga.Rollout;

/// <summary>
/// Reads every two seconds whether another process stored a version of the rollout (R61). While the database can't be read, the last known
/// version stays in force: a line of the log says so, and a gauge how old it is.
/// </summary>
internal sealed partial class RolloutRefresh(RolloutInForce rollout, TimeProvider clock, ILogger<RolloutRefresh> logger)
    : BackgroundService
{
    /// <summary>The time from one look to the next.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private const long NotYet = -1;

    private readonly Meter _meter = new(FeedbackTelemetry.Name);
    private long _readAt = NotYet;
    private bool _fails;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _meter.CreateObservableGauge(
            "feedback.rollout.version",
            () => rollout.Current is { } current ? [new Measurement<int>(current.Version)] : Array.Empty<Measurement<int>>(),
            unit: null,
            "The version of the rollout that the process decides by; 0 is the configuration");
        _meter.CreateObservableGauge(
            "feedback.rollout.age",
            () => Volatile.Read(ref _readAt) is var at and not NotYet
                ? [new Measurement<double>(clock.GetElapsedTime(at).TotalSeconds)]
                : Array.Empty<Measurement<double>>(),
            "s",
            "How long ago the process last read which version of the rollout is in force");
        return base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _meter.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await ReadAsync(stoppingToken);
            await Task.Delay(Interval, clock, stoppingToken);
        }
    }

    private async Task ReadAsync(CancellationToken stoppingToken)
    {
        try
        {
            await rollout.RefreshAsync(stoppingToken);
            Volatile.Write(ref _readAt, clock.GetTimestamp());
            if (_fails)
                LogReadAgain();

            _fails = false;
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
        {
            if (!_fails)
                LogNotRead(failure, rollout.Current?.Version);

            _fails = true;
        }
    }

    [LoggerMessage(
        LogLevel.Warning, "The rollout can't be read; version {Version} stays in force here (none: nothing is decided until it is read)")]
    private partial void LogNotRead(Exception failure, int? version);

    [LoggerMessage(LogLevel.Information, "The rollout is read again")]
    private partial void LogReadAgain();
}
