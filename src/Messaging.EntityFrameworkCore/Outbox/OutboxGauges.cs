using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Shared;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>
/// Shows the figures of an outbox as gauges of the meter <see cref="MessagingTelemetry.Name"/>, as they were at most a collection and ten
/// seconds ago.
/// </summary>
internal sealed partial class OutboxGauges<TDbContext> : IHostedService, IDisposable
    where TDbContext : DbContext
{
    private readonly Meter _meter = new(MessagingTelemetry.Name);
    private readonly OutboxMonitor<TDbContext> _monitor;
    private readonly TimeProvider _clock;
    private readonly ILogger<OutboxGauges<TDbContext>> _logger;
    private readonly SampledFigures<Sample> _samples;

    public OutboxGauges(OutboxMonitor<TDbContext> monitor, TimeProvider clock, ILogger<OutboxGauges<TDbContext>> logger)
    {
        (_monitor, _clock, _logger) = (monitor, clock, logger);
        _samples = new SampledFigures<Sample>(
            ReadAsync, TimeSpan.FromSeconds(10), clock, failure => LogNotRead(failure, typeof(TDbContext).Name));
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        Add("messaging.outbox.age", "s", "How long the oldest waiting message has been due", sample =>
            sample.Figures.OldestAt is { } oldest ? (sample.At - oldest).TotalSeconds : 0);
        Add("messaging.outbox.depth", "{message}", "Due messages that have not been sent, due timers included", sample =>
            sample.Figures.Waiting);
        Add("messaging.outbox.timers", "{message}", "Timers that are not due yet", sample => sample.Figures.Timers);
        Add("messaging.outbox.timers.overdue", "{message}", "Timers that are due and have not been sent", sample =>
            sample.Figures.OverdueTimers);
        Add("messaging.outbox.parked", "{message}", "Messages that were set aside for an operator", sample => sample.Figures.Parked);
        MessagingTelemetry.BeginAtZero<TDbContext>();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _meter.Dispose();

    private void Add(string name, string unit, string description, Func<Sample, double> value) =>
        _meter.CreateObservableGauge(
            name,
            () => _samples.Look() is { } sample
                ? [new Measurement<double>(value(sample), MessagingTelemetry.Tag<TDbContext>())]
                : Array.Empty<Measurement<double>>(),
            unit,
            description);

    private async Task<Sample> ReadAsync()
    {
        var now = _clock.GetUtcNow();
        return new Sample(await _monitor.ReadAsync(now, CancellationToken.None), now);
    }

    [LoggerMessage(LogLevel.Debug, "{Context}: the figures of the outbox can't be read")]
    private partial void LogNotRead(Exception failure, string context);

    private sealed record Sample(OutboxFigures Figures, DateTimeOffset At);
}
