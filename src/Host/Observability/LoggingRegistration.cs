using Serilog;
using Serilog.Events;
using Serilog.Filters;
using Serilog.Formatting.Compact;
using Serilog.Settings.Configuration;

namespace Host.Observability;

/// <summary>How the lines of the log look (<c>Telemetry:Logs</c>).</summary>
internal enum LogFormat
{
    /// <summary>For people: <see cref="ConsoleLine"/>.</summary>
    Text,

    /// <summary>For programs: an object a line, in Serilog's compact form with the message rendered.</summary>
    Json,
}

/// <summary>
/// Serilog on the console: one line per business event, frameworks only from Warning up. The <c>Serilog</c> section
/// changes levels and, where it names sinks, takes the place of the console. Levels are Serilog's matter alone.
/// </summary>
internal static class LoggingRegistration
{
    private static readonly Func<LogEvent, bool> _isFrameworksRequestLog =
        Matching.FromSource("Microsoft.AspNetCore.Hosting.Diagnostics");

    /// <summary>Adds it; a process that answers requests has a line on each by <see cref="RequestLogging"/>.</summary>
    public static void AddLogging(this WebApplicationBuilder builder, LogFormat format, string service, bool servesHttp) =>
        // A process may hold several hosts, as tests do: none of them owns the static logger.
        builder.Host.UseSerilog(
            (context, services, logger) =>
                Configure(logger.ReadFrom.Services(services), context.Configuration, format, service, servesHttp),
            preserveStaticLogger: true);

    private static void Configure(
        LoggerConfiguration logger, IConfiguration configuration, LogFormat format, string service, bool servesHttp)
    {
        logger
            .MinimumLevel.Information()
            .MinimumLevel.Override("System", LogEventLevel.Warning)
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("MassTransit", LogEventLevel.Warning)
            .MinimumLevel.Override("Microsoft.Hosting.Lifetime", LogEventLevel.Information)

            // Two decisions that get in each other's way are tried again as a matter of course; what fails for good is an error.
            .MinimumLevel.Override("MassTransit.ReceiveTransport", LogEventLevel.Error)

            // Program reports a failed start; a failed background service is fatal besides.
            .MinimumLevel.Override("Microsoft.Extensions.Hosting.Internal.Host", LogEventLevel.Fatal)

            // Whoever calls the readiness route reads the result.
            .MinimumLevel.Override("Microsoft.Extensions.Diagnostics.HealthChecks", LogEventLevel.Fatal)

            // The framework's lines on requests show the query, in which a stream's token may stand. No configuration brings them back.
            .Filter.ByExcluding(logEvent => logEvent.Level < LogEventLevel.Warning && _isFrameworksRequestLog(logEvent))
            .Enrich.FromLogContext()
            .Enrich.WithProperty("Service", configuration["OTEL_SERVICE_NAME"] ?? service)
            .ReadFrom.Configuration(configuration, new ConfigurationReaderOptions(typeof(ConsoleLoggerConfigurationExtensions).Assembly));

        if (servesHttp)
            logger.Filter.ByExcluding(RequestLogging.IsRepetition);

        if (!configuration.GetSection("Serilog:WriteTo").Exists())
            logger.WriteTo.Console(format == LogFormat.Json ? new RenderedCompactJsonFormatter() : new ConsoleLine());
    }
}
