using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Host.Telemetry;

/// <summary>Traces and metrics over OTLP, only where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says where to.</summary>
internal static class TelemetryRegistration
{
    private const string EndpointKey = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private static readonly string[] _sources =
        ["MassTransit", "Microsoft.AspNetCore", "System.Net.Http", "Npgsql", "Feedback.*", "Messaging.*", "Notifications", "Gateway"];

    private static readonly string[] _meters =
    [
        "MassTransit", "Microsoft.AspNetCore.*", "System.Net.Http", "System.Runtime", "Npgsql", "Microsoft.EntityFrameworkCore",
        "Feedback.*", "Messaging.*", "Notifications", "Gateway",
    ];

    public static void AddTelemetry(this IServiceCollection services, IConfiguration configuration, string serviceName)
    {
        if (!string.IsNullOrWhiteSpace(configuration[EndpointKey]))
            services.AddHostedService(_ => new TelemetryExport(() => Tracing(serviceName), () => Metrics(serviceName)));
    }

    private static TracerProvider Tracing(string serviceName) =>
        Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(Resource(serviceName))
            .AddSource(_sources)
            .AddOtlpExporter()
            .Build();

    private static MeterProvider Metrics(string serviceName) =>
        Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(Resource(serviceName))
            .AddMeter(_meters)
            .AddOtlpExporter()
            .Build();

    // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES win over the name given here.
    private static ResourceBuilder Resource(string serviceName) =>
        ResourceBuilder.CreateDefault().AddService(serviceName).AddEnvironmentVariableDetector();
}
