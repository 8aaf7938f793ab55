using System.Diagnostics;
using Feedback.Saga;
using Gateway;
using Host.Configuration;
using Messaging.EntityFrameworkCore.Outbox;
using Notifications;
using Npgsql;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Host.Observability;

/// <summary>
/// Where traces and metrics go: to a collector over OTLP (<c>OTEL_EXPORTER_OTLP_ENDPOINT</c>), and metrics to whoever
/// reads <c>/metrics</c> (<c>Telemetry:Prometheus</c>). By default nowhere.
/// </summary>
/// <param name="Otlp">Traces and metrics over OTLP.</param>
/// <param name="Prometheus">Metrics at <c>/metrics</c>.</param>
/// <param name="Logs">How the lines of the log look (<c>Telemetry:Logs</c>).</param>
internal sealed record TelemetrySettings(bool Otlp, bool Prometheus, LogFormat Logs)
{
    public static TelemetrySettings Read(SettingsReader settings) => new(
        settings.Address("OTEL_EXPORTER_OTLP_ENDPOINT", "http", "https") is not null,
        settings.Flag("Telemetry:Prometheus", byDefault: false),
        settings.OneOf("Telemetry:Logs", LogFormat.Text));
}

/// <summary>OpenTelemetry, only where traces and metrics are wanted: without that, nothing is built and nothing is measured.</summary>
internal static class TelemetryRegistration
{
    private const string MetricsPath = "/metrics";

    // These libraries publish sources and meters of their own; no instrumentation package is needed for them.
    private const string MassTransit = "MassTransit";
    private const string HttpClient = "System.Net.Http";
    private const string EntityFrameworkCore = "Microsoft.EntityFrameworkCore";

    /// <summary>Without the names of endpoints: those of temporary queues are new with each process.</summary>
    private static readonly MetricStreamConfiguration _withoutEndpoints = new()
    {
        TagKeys =
        [
            "messaging.masstransit.message_type", "messaging.masstransit.consumer_type", "messaging.masstransit.exception_type",
            "messaging.masstransit.activity_type",
        ],
    };

    public static void AddTelemetry(this IServiceCollection services, TelemetrySettings settings, HostRoles roles)
    {
        if (settings.Otlp || settings.Prometheus)
            services.AddProviders(settings, ServiceName(roles));
    }

    /// <summary>
    /// Maps <c>/metrics</c> where it is wanted. It is open to anyone who reaches the address, and holds no id of anybody.
    /// </summary>
    public static void MapTelemetry(this IEndpointRouteBuilder routes, TelemetrySettings settings)
    {
        if (settings.Prometheus)
            routes.MapMetrics();
    }

    // In methods of their own, so that the assemblies that they use are loaded only where telemetry is on.
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

    private static void AddTraces(TracerProviderBuilder traces) =>
        traces
            .AddAspNetCoreInstrumentation(http => (http.Filter, http.EnrichWithHttpResponse) = (IsTraced, HideSecretPath))
            .AddNpgsql()
            .AddSource(MassTransit, HttpClient, MessagingTelemetry.Name, NotificationsTelemetry.Name)
            .AddProcessor(new HousekeepingFilter())
            .AddOtlpExporter();

    private static bool IsTraced(HttpContext context) => !RequestLogging.IsProbe(context.Request.Path);

    private static void HideSecretPath(Activity activity, HttpResponse response)
    {
        if (RequestLogging.HasSecretPath(response.HttpContext))
            activity.SetTag("url.path", activity.GetTagItem("http.route"));
    }

    private static void AddMetrics(MeterProviderBuilder metrics, TelemetrySettings settings)
    {
        metrics
            .AddAspNetCoreInstrumentation()
            .AddRuntimeInstrumentation()
            .AddNpgsqlInstrumentation()
            .AddMeter(MassTransit, HttpClient, EntityFrameworkCore)
            .AddMeter(MessagingTelemetry.Name, FeedbackTelemetry.Name, NotificationsTelemetry.Name, GatewayTelemetry.Name)
            .AddMeter(HealthLog.MeterName)
            .AddView(instrument => instrument.Meter.Name == MassTransit ? _withoutEndpoints : null);

        if (settings.Otlp)
            metrics.AddOtlpExporter();

        if (settings.Prometheus)
            metrics.AddPrometheusExporter();
    }

    /// <summary>What the process is called in traces, metrics and logs, unless <c>OTEL_SERVICE_NAME</c> says otherwise.</summary>
    public static string ServiceName(HostRoles roles)
    {
        if (roles == HostRoles.Embedded)
            return "feedback";

        var named = Enum.GetValues<HostRoles>().Where(role => int.IsPow2((int)role) && roles.HasFlag(role));
        return $"feedback-{string.Join('-', named).ToLowerInvariant()}";
    }
}
