using Serilog;
using Serilog.Events;
using Serilog.Settings.Configuration;

namespace Host.Logging;

/// <summary>
/// Serilog on the console: one line per business event, frameworks only from Warning up. The <c>Serilog</c> section
/// changes levels and, where it names sinks, takes the place of the console.
/// </summary>
internal static class LoggingRegistration
{
    public static void AddSerilog(this ILoggingBuilder logging, IConfiguration configuration)
    {
        var pause = new LogPause();
        var logger = new LoggerConfiguration()
            .Filter.With(pause)
            .MinimumLevel.Information()
            .MinimumLevel.Override("System", LogEventLevel.Warning)
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("MassTransit", LogEventLevel.Warning)
            .MinimumLevel.Override("Microsoft.Hosting.Lifetime", LogEventLevel.Information)

            // Two decisions that get in each other's way are tried again as a matter of course; what fails for good is an error.
            .MinimumLevel.Override("MassTransit.ReceiveTransport", LogEventLevel.Error)

            // A failed start is told by whoever started; a failed background service is fatal besides.
            .MinimumLevel.Override("Microsoft.Extensions.Hosting.Internal.Host", LogEventLevel.Fatal)

            // Whoever asks for readiness gets the answer.
            .MinimumLevel.Override("Microsoft.Extensions.Diagnostics.HealthChecks", LogEventLevel.Fatal)
            .Enrich.FromLogContext()
            .ReadFrom.Configuration(configuration, new ConfigurationReaderOptions(typeof(ConsoleLoggerConfigurationExtensions).Assembly));

        if (!configuration.GetSection("Serilog:WriteTo").Exists())
            logger.WriteTo.Console(new ConsoleLine());

        logging.ClearProviders();
        logging.Services.AddSingleton(pause);
        logging.Services.AddSingleton(_ => logger.CreateLogger());
        logging.Services.AddSingleton<ILoggerProvider>(services =>
            new Serilog.Extensions.Logging.SerilogLoggerProvider(services.GetRequiredService<Serilog.Core.Logger>(), dispose: true));

        // Levels are Serilog's matter alone.
        logging.SetMinimumLevel(LogLevel.Trace);
    }
}
