using Gateway.Http;
using MassTransit;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Gateway.Operations;

/// <summary>Whether the gateway's clock agrees with the services' (R52).</summary>
internal sealed class ServiceClockCheck(ServiceClock clock, IOptions<GatewayOptions> options) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.Value.OptionalTimeout);
        try
        {
            return ResultOf(await clock.FaultAsync(limit.Token));
        }
        catch (Exception failure)
            when (failure is RequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            // No service answers, which tells nothing new of clocks.
            return ResultOf(clock.LastFault);
        }

        static HealthCheckResult ResultOf(string? fault) =>
            fault is null ? HealthCheckResult.Healthy() : HealthEndpoints.Unhealthy(fault);
    }
}
