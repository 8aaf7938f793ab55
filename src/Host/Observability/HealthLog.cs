using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Gateway.Operations;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Host.Observability;

/// <summary>
/// Looks at the checks of <c>/health/ready</c> by itself, says once when one begins or ceases to fail, and shows each as a gauge.
/// </summary>
internal sealed partial class HealthLog : IHealthCheckPublisher, IDisposable
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Host";

    private readonly Meter _meter = new(MeterName);
    private readonly ConcurrentDictionary<string, HealthStatus> _known = new(StringComparer.Ordinal);
    private readonly ILogger<HealthLog> _logger;

    public HealthLog(ILogger<HealthLog> logger)
    {
        _logger = logger;
        _meter.CreateObservableGauge(
            "host.health",
            () => _known.Select(check => new Measurement<int>(
                check.Value == HealthStatus.Unhealthy ? 0 : 1, new KeyValuePair<string, object?>("host.check", check.Key))),
            "{check}",
            "1 for a check of /health/ready that succeeds, 0 for one that fails");
    }

    public Task PublishAsync(HealthReport report, CancellationToken cancellationToken)
    {
        foreach (var (check, entry) in report.Entries)
        {
            var before = _known.GetValueOrDefault(check, HealthStatus.Healthy);
            _known[check] = entry.Status;
            if (before != HealthStatus.Unhealthy && entry.Status == HealthStatus.Unhealthy)
                LogFails(check, HealthEndpoints.ReasonOf(entry) ?? "it fails");
            else if (before == HealthStatus.Unhealthy && entry.Status != HealthStatus.Unhealthy)
                LogSucceeds(check);
        }

        return Task.CompletedTask;
    }

    public void Dispose() => _meter.Dispose();

    [LoggerMessage(LogLevel.Warning, "Not ready: {Check}: {Reason}")]
    private partial void LogFails(string check, string reason);

    [LoggerMessage(LogLevel.Information, "Ready again: {Check}")]
    private partial void LogSucceeds(string check);
}

/// <summary>Registers the <see cref="HealthLog"/>.</summary>
internal static class HealthLogRegistration
{
    public static void AddHealthLog(this IServiceCollection services)
    {
        services.AddSingleton<IHealthCheckPublisher, HealthLog>();
        services.Configure<HealthCheckPublisherOptions>(options =>
        {
            options.Predicate = check => check.Tags.Contains(HealthEndpoints.ReadyTag);
            options.Period = TimeSpan.FromSeconds(15);
        });
    }
}
