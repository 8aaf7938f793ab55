using Host.Configuration;
using Host.Logging;
using Host.Roles;
using Host.Telemetry;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Host.Startup;

/// <summary>What every process has, whatever its roles: clock, log, telemetry, health, and time to finish.</summary>
internal static class Infrastructure
{
    public static void AddInfrastructure(this WebApplicationBuilder builder, HostSettings settings)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.AddLogging(answersRequests: settings.Roles.HasFlag(HostRoles.Gateway));
        builder.Services.AddTelemetry(settings.Telemetry, ServiceName(settings.Roles));
        builder.Services.AddHealthChecks();
        builder.Services.Configure<HostOptions>(options =>
        {
            options.ShutdownTimeout = settings.ShutdownTimeout;

            // So that /health/live answers while a broker is still awaited. Within one process everything has its turn:
            // no request is taken before the services are there.
            options.ServicesStartConcurrently = settings.Roles != HostRoles.Embedded;
        });
    }

    /// <summary>Checks all options that services validate at start, before anything is touched.</summary>
    public static void CheckOptions(this IHost app) =>
        app.Services.GetService<IStartupValidator>()?.Validate();

    private static string ServiceName(HostRoles roles) => roles == HostRoles.Embedded
        ? "feedback"
        : $"feedback-{string.Join('-', Enum.GetValues<HostRoles>().Where(role => IsSingle(role) && roles.HasFlag(role))).ToLowerInvariant()}";

    private static bool IsSingle(HostRoles role) => int.IsPow2((int)role);
}
