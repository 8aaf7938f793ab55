using Gateway.Operations;
using Messaging.EntityFrameworkCore.Databases;
using Messaging.EntityFrameworkCore.Scheduling;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Host.Databases;

/// <summary>Whether the process's clock agrees with the database server's (R52).</summary>
internal sealed class ClockCheck<TContext>(DatabaseClock<TContext> clock) : IHealthCheck
    where TContext : DbContext
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            return await clock.FaultAsync(cancellationToken) is { } fault ? HealthEndpoints.Unhealthy(fault) : HealthCheckResult.Healthy();
        }
        catch (Exception failure) when (DatabaseFailures.IsUnavailable(failure))
        {
            // The check of the database says so.
            return HealthCheckResult.Healthy();
        }
    }
}
