using Gateway.Operations;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Demo.Seeding;

/// <summary>Whether the demo data is being played. Until it has been, the process is not ready, and nobody signs in.</summary>
internal sealed class DemoSeeding : IHealthCheck
{
    private volatile bool _isUnderWay;

    public bool IsUnderWay
    {
        get => _isUnderWay;
        set => _isUnderWay = value;
    }

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(IsUnderWay ? HealthEndpoints.Unhealthy("it is being played") : HealthCheckResult.Healthy());
}
