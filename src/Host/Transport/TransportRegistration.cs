using Host.Configuration;
using Host.Roles;
using MassTransit;
using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Host.Transport;

/// <summary>Registers the bus with the endpoints of this process's services on the configured transport.</summary>
internal static class TransportRegistration
{
    /// <summary>Adds the bus; to deploy the topology only is to declare exchanges, queues and bindings, and to consume nothing.</summary>
    public static void AddBus(
        this IServiceCollection services,
        HostSettings settings,
        Action<IBusRegistrationConfigurator> addEndpoints,
        bool deployTopologyOnly = false)
    {
        services.AddMassTransit(bus =>
        {
            bus.SetKebabCaseEndpointNameFormatter();
            bus.DisableUsageTelemetry();
            addEndpoints(bus);

            if (settings.Transport.RabbitMq is { } rabbitMq)
                bus.UseRabbitMq(settings.Transport, rabbitMq, settings.Roles, deployTopologyOnly);
            else
                bus.UseInMemory(settings.Transport);
        });

        if (settings.Transport.RabbitMq is { } broker && !deployTopologyOnly)
        {
            // A process without an outbox, such as the gateway, has nothing that could stall.
            services.TryAddSingleton<StallDetector>();
            services.AddHostedService(provider => ActivatorUtilities.CreateInstance<StallWatchdog>(
                provider, broker, settings.Roles.HasFlag(HostRoles.Gateway)));
        }

        services.Configure<MassTransitHostOptions>(options =>
        {
            options.WaitUntilStarted = true;
            options.StopTimeout = settings.ShutdownTimeout;
        });
    }
}
