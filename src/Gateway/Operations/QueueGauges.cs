using System.Diagnostics.Metrics;
using Shared;

namespace Gateway.Operations;

/// <summary>
/// Shows how full the queues are, as they were at most a collection and half a minute ago. Every gateway process shows the same
/// figures.
/// </summary>
internal sealed partial class QueueGauges : IHostedService, IDisposable
{
    private readonly Meter _meter = new(GatewayTelemetry.Name);
    private readonly ILogger<QueueGauges> _logger;
    private readonly SampledFigures<Sample> _samples;

    public QueueGauges(IQueueDepths depths, TimeProvider clock, ILogger<QueueGauges> logger)
    {
        _logger = logger;
        _samples = new SampledFigures<Sample>(
            async () => new Sample(await depths.ReadAsync(CancellationToken.None) ?? []), TimeSpan.FromSeconds(30), clock, LogNotRead);
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        Add("gateway.queue.depth", "Messages that wait in a queue of the product", queue => queue.Messages);
        Add("gateway.queue.errors", "Messages in the queue's _error queue", queue => queue.Errors ?? 0);
        Add("gateway.queue.skipped", "Messages in the queue's _skipped queue", queue => queue.Skipped ?? 0);
        GatewayTelemetry.BeginAtZero();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _meter.Dispose();

    private void Add(string name, string description, Func<QueueDepth, long> value) =>
        _meter.CreateObservableGauge(
            name,
            () => (_samples.Look()?.Queues ?? []).Select(queue =>
                new Measurement<long>(value(queue), new KeyValuePair<string, object?>("messaging.destination.name", queue.Queue))),
            "{message}",
            description);

    [LoggerMessage(LogLevel.Debug, "The queues can't be read")]
    private partial void LogNotRead(Exception failure);

    private sealed record Sample(IReadOnlyList<QueueDepth> Queues);
}
