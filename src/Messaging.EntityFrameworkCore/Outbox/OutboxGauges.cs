using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>
/// Shows the figures of an outbox as gauges of the meter <see cref="MessagingTelemetry.Name"/>. A collection of the gauges begins to
/// read the figures, at most once in ten seconds, and shows those that were read before. Nothing is read unless somebody collects.
/// </summary>
internal sealed partial class OutboxGauges<TDbContext>(
    OutboxMonitor<TDbContext> monitor, TimeProvider clock, ILogger<OutboxGauges<TDbContext>> logger) : IHostedService, IDisposable
    where TDbContext : DbContext
{
    private static readonly TimeSpan _freshness = TimeSpan.FromSeconds(10);

    private readonly Meter _meter = new(MessagingTelemetry.Name);
    private readonly Lock _gate = new();
    private (OutboxFigures Figures, DateTimeOffset At)? _last;
    private Task _reading = Task.CompletedTask;
    private long? _readAt;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        Add("messaging.outbox.age", "s", "How long the oldest waiting message has been due", (figures, at) =>
            figures.OldestAt is { } oldest ? (at - oldest).TotalSeconds : 0);
        Add("messaging.outbox.depth", "{message}", "Due messages that have not been sent, due timers included", (figures, _) =>
            figures.Waiting);
        Add("messaging.outbox.timers", "{message}", "Timers that are not due yet", (figures, _) => figures.Timers);
        Add("messaging.outbox.parked", "{message}", "Messages that were set aside for an operator", (figures, _) => figures.Parked);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _meter.Dispose();

    private void Add(string name, string unit, string description, Func<OutboxFigures, DateTimeOffset, double> value) =>
        _meter.CreateObservableGauge(
            name,
            () => Last() is var (figures, at)
                ? [new Measurement<double>(value(figures, at), MessagingTelemetry.Tag<TDbContext>())]
                : Array.Empty<Measurement<double>>(),
            unit,
            description);

    private (OutboxFigures Figures, DateTimeOffset At)? Last()
    {
        lock (_gate)
        {
            if (_reading.IsCompleted && !(_readAt is { } at && clock.GetElapsedTime(at) < _freshness))
            {
                _readAt = clock.GetTimestamp();
                _reading = Task.Run(ReadAsync);
            }

            return _last;
        }
    }

    private async Task ReadAsync()
    {
        (OutboxFigures, DateTimeOffset)? read = null;
        try
        {
            var now = clock.GetUtcNow();
            read = (await monitor.ReadAsync(now, CancellationToken.None), now);
        }
        catch (Exception failure)
        {
            // The gauges show nothing until the outbox can be read again.
            LogNotRead(failure, typeof(TDbContext).Name);
        }

        lock (_gate)
            _last = read;
    }

    [LoggerMessage(LogLevel.Debug, "{Context}: the figures of the outbox can't be read")]
    private partial void LogNotRead(Exception failure, string context);
}
