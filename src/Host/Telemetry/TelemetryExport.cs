using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Host.Telemetry;

/// <summary>Exports from the start of the process until its end, when what is left goes out.</summary>
internal sealed class TelemetryExport(Func<TracerProvider> tracing, Func<MeterProvider> metrics) : IHostedService, IDisposable
{
    private TracerProvider? _tracing;
    private MeterProvider? _metrics;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _tracing = tracing();
        _metrics = metrics();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        _tracing?.Dispose();
        _metrics?.Dispose();
    }
}
