using System.Globalization;
using Gateway.Http.Problems;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Gateway.Operations;

/// <summary>Whether the process lives, and whether all that it needs is there. Every process of the product has these routes.</summary>
public static class HealthEndpoints
{
    /// <summary>The tag of the checks of <c>/health/ready</c>.</summary>
    public const string ReadyTag = "ready";

    private const string Reason = "reason";

    /// <summary>
    /// Maps <c>/health/live</c>, which answers 200 while the process does, and <c>/health/ready</c>, which answers 503 while a
    /// check tagged <c>ready</c> fails. <see cref="GatewayRegistration.MapGateway"/> includes them.
    /// </summary>
    public static void MapHealth(this IEndpointRouteBuilder anyone)
    {
        var live = new HealthCheckOptions { Predicate = _ => false, ResponseWriter = WriteAsync };
        var ready = new HealthCheckOptions { Predicate = check => check.Tags.Contains(ReadyTag), ResponseWriter = WriteAsync };
        anyone.MapHealthChecks("/health/live", live);
        anyone.MapHealthChecks("/health/ready", ready);
    }

    /// <summary>A result whose reason everybody may read; the description of a result shows nowhere.</summary>
    public static HealthCheckResult Unhealthy(string reason) =>
        HealthCheckResult.Unhealthy(data: new Dictionary<string, object> { [Reason] = reason });

    /// <summary>The reason of such a result; null if it has none.</summary>
    public static string? ReasonOf(HealthReportEntry entry) => entry.Data.TryGetValue(Reason, out var reason) ? reason as string : null;

    private static Task WriteAsync(HttpContext context, HealthReport report)
    {
        // A process without the gateway answers no problems: there the report itself says what fails.
        if (report.Status == HealthStatus.Unhealthy && context.RequestServices.GetService<IProblemDetailsService>() is not null)
        {
            var failing = report.Entries
                .Where(entry => entry.Value.Status == HealthStatus.Unhealthy)
                .Select(entry => $"{entry.Key}{ReasonOf(entry.Value, " ({0})")}");
            return TypedResults.Problem(KnownProblems.NotReady(failing)).ExecuteAsync(context);
        }

        return context.Response.WriteAsJsonAsync(new HealthResponse(
            Name(report.Status),
            report.Entries.ToDictionary(entry => entry.Key, entry => $"{Name(entry.Value.Status)}{ReasonOf(entry.Value, ": {0}")}")));
    }

    private static string? ReasonOf(HealthReportEntry entry, string format) =>
        ReasonOf(entry) is { } reason ? string.Format(CultureInfo.InvariantCulture, format, reason) : null;

    private static string Name(HealthStatus status) => status switch
    {
        HealthStatus.Healthy => "healthy",
        HealthStatus.Degraded => "degraded",
        _ => "unhealthy",
    };
}

/// <summary>The state of the process, and of each thing that it needs.</summary>
internal sealed record HealthResponse(string Status, IReadOnlyDictionary<string, string> Checks);
