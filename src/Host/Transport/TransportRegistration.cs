using Gateway.Operations;
using Gateway.Upstream;
using Host.Configuration;
using MassTransit;
using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Host.Transport;

/// <summary>Registers the bus with the endpoints of this process's services on the configured transport.</summary>
internal static class TransportRegistration
{
    /// <summary>
    /// Adds the bus, and the parts of the services that depend on the transport. <c>migrate</c> deploys the topology only:
    /// it declares exchanges, queues and bindings, and consumes nothing.
    /// </summary>
    public static void AddTransport(
        this IServiceCollection services, HostSettings settings, Action<IBusRegistrationConfigurator> addEndpoints)
    {
        services.AddHostedService<Intake>();
        services.AddSingleton<OperatorErrorQueues>();
        services.AddMassTransit(bus =>
        {
            bus.SetKebabCaseEndpointNameFormatter();
            bus.DisableUsageTelemetry();
            addEndpoints(bus);

            if (settings.Transport.RabbitMq is { } rabbitMq)
                bus.UseRabbitMq(settings.Transport, rabbitMq, settings.Roles);
            else
                bus.UseInMemory(settings.Transport);
        });

        services.RemoveMassTransitHostedService();

        if (settings.Transport.RabbitMq is { } broker)
        {
            services.AddBrokerParts(broker, settings.Roles);
            if (settings.Roles == HostRoles.Embedded)
                services.AddHostedService(provider => ActivatorUtilities.CreateInstance<DeclarationsAtStart>(provider, broker));
        }
        else
        {
            services.AddMemoryParts();
        }
    }

    private static void AddBrokerParts(this IServiceCollection services, RabbitMqSettings broker, HostRoles roles)
    {
        services.Replace(ServiceDescriptor.Singleton<IQueueDepths>(new RabbitMqQueueDepths(broker)));
        services.AddSingleton<IErrorQueues>(new RabbitMqErrorQueues(broker));
        if (roles != HostRoles.Migrate)
        {
            // A process without an outbox, such as the gateway, has nothing that could stall.
            services.TryAddSingleton<StallDetector>();
            services.AddSingleton(_ => new PublishingCheck(broker));
            services.AddHealthChecks().AddCheck<PublishingCheck>("broker", tags: ["ready"]);
            services.AddHostedService(provider => ActivatorUtilities.CreateInstance<StallWatchdog>(
                provider, broker, roles.IncludeGateway()));
        }
    }

    /// <summary>Memory forgets at a crash: rows stay in the outboxes, and callers wait, until the consumers have committed.</summary>
    private static void AddMemoryParts(this IServiceCollection services)
    {
        services.ConfigureAll<OutboxOptions>(outbox => outbox.KeepUntilConsumed = true);
        services.Replace(ServiceDescriptor.Singleton<IUpstreamPublisher, InMemoryUpstreamPublisher>());
    }

    private static void UseInMemory(this IBusRegistrationConfigurator bus, TransportSettings settings) =>
        bus.UsingInMemory((context, transport) =>
        {
            transport.PrefetchCount = settings.PrefetchCount;
            transport.ConcurrentMessageLimit = settings.ConcurrentMessageLimit;
            transport.ConfigureEndpoints(context);
        });
}
