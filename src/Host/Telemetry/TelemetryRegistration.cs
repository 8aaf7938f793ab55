using Npgsql;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Host.Telemetry;

/// <summary>OpenTelemetry, only where traces and metrics are wanted: without that, nothing is built and nothing is measured.</summary>
internal static class TelemetryRegistration
{
    private const string MetricsPath = "/metrics";

    // These name themselves; no instrumentation package is needed for them.
    private const string MassTransit = "MassTransit";
    private const string HttpClient = "System.Net.Http";
    private const string EntityFrameworkCore = "Microsoft.EntityFrameworkCore";

    public static void AddTelemetry(this IServiceCollection services, TelemetrySettings settings, string serviceName)
    {
        if (settings.Otlp || settings.Prometheus)
            services.AddProviders(settings, serviceName);
    }

    /// <summary>Maps <c>/metrics</c> where it is wanted. It is open to anyone who reaches the address, and holds no id of anybody.</summary>
    public static void MapTelemetry(this IEndpointRouteBuilder routes, TelemetrySettings settings)
    {
        if (settings.Prometheus)
            routes.MapMetrics();
    }

    // Methods of their own: what they name is loaded when they run, not when they are passed by.
    private static void MapMetrics(this IEndpointRouteBuilder routes) => routes.MapPrometheusScrapingEndpoint(MetricsPath);

    private static void AddProviders(this IServiceCollection services, TelemetrySettings settings, string serviceName)
    {
        // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES win over the name given here.
        var telemetry = services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(serviceName).AddEnvironmentVariableDetector())
            .WithMetrics(metrics => AddMetrics(metrics, settings));

        if (settings.Otlp)
            telemetry.WithTracing(AddTraces);
    }

    private static void AddTraces(TracerProviderBuilder traces) => traces
        .AddAspNetCoreInstrumentation()
        .AddNpgsql()
        .AddSource(MassTransit, HttpClient)
        .AddOtlpExporter();

    private static void AddMetrics(MeterProviderBuilder metrics, TelemetrySettings settings)
    {
        metrics
            .AddAspNetCoreInstrumentation()
            .AddRuntimeInstrumentation()
            .AddNpgsqlInstrumentation()
            .AddMeter(MassTransit, HttpClient, EntityFrameworkCore);

        if (settings.Otlp)
            metrics.AddOtlpExporter();

        if (settings.Prometheus)
            metrics.AddPrometheusExporter();
    }
}
