using Gateway.Problems;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Gateway.Operations;

/// <summary>Whether the process lives, and whether all that it needs is there.</summary>
internal static class HealthEndpoints
{
    private const string ReadyTag = "ready";

    // A host may map the same addresses for all of its processes, with this service or without it.
    private const int BeforeTheHosts = -1;

    public static void MapHealth(this IEndpointRouteBuilder anyone)
    {
        var live = new HealthCheckOptions { Predicate = _ => false, ResponseWriter = WriteAsync };
        var ready = new HealthCheckOptions { Predicate = check => check.Tags.Contains(ReadyTag), ResponseWriter = WriteAsync };
        anyone.MapHealthChecks("/health/live", live).WithOrder(BeforeTheHosts);
        anyone.MapHealthChecks("/health/ready", ready).WithOrder(BeforeTheHosts);
    }

    private static Task WriteAsync(HttpContext context, HealthReport report)
    {
        if (report.Status == HealthStatus.Unhealthy)
        {
            var failing = report.Entries.Where(entry => entry.Value.Status == HealthStatus.Unhealthy).Select(entry => entry.Key);
            return TypedResults.Problem(KnownProblems.NotReady(failing)).ExecuteAsync(context);
        }

        return context.Response.WriteAsJsonAsync(new HealthResponse(
            Name(report.Status),
            report.Entries.ToDictionary(entry => entry.Key, entry => Name(entry.Value.Status))));
    }

    private static string Name(HealthStatus status) => status switch
    {
        HealthStatus.Healthy => "healthy",
        HealthStatus.Degraded => "degraded",
        _ => "unhealthy",
    };
}
