using Host.Configuration;

namespace Host.Telemetry;

/// <summary>
/// Where traces and metrics go: to a collector over OTLP (<c>OTEL_EXPORTER_OTLP_ENDPOINT</c>), and metrics to whoever
/// reads <c>/metrics</c> (<c>Telemetry:Prometheus</c>). By default nowhere.
/// </summary>
internal sealed record TelemetrySettings(bool Otlp, bool Prometheus)
{
    public static TelemetrySettings Read(SettingsReader settings) => new(
        settings.Address("OTEL_EXPORTER_OTLP_ENDPOINT", "http", "https") is not null,
        settings.Flag("Telemetry:Prometheus", byDefault: false));
}
