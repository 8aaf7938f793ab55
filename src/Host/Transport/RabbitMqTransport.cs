using Host.Configuration;
using MassTransit;

namespace Host.Transport;

/// <summary>RabbitMQ with publisher confirms and durable quorum queues; <c>migrate</c> declares every exchange, consumed or not.</summary>
internal static class RabbitMqTransport
{
    public static void UseRabbitMq(
        this IBusRegistrationConfigurator bus,
        TransportSettings settings,
        RabbitMqSettings rabbitMq,
        HostRoles roles,
        bool deployTopologyOnly)
    {
        bus.AddConfigureEndpointsCallback((_, queue, endpoint) =>
        {
            DurableQueues.Configure(queue, endpoint, rabbitMq);
            SequentialDeclarations.Configure(endpoint);
        });

        bus.UsingRabbitMq((context, transport) =>
        {
            transport.Host(rabbitMq.Host, (ushort)rabbitMq.Port, rabbitMq.VirtualHost, $"feedback ({roles})", host =>
            {
                host.Username(rabbitMq.Username);
                host.Password(rabbitMq.Password);
                host.PublisherConfirmation = true;
                if (rabbitMq.UseTls)
                    host.UseSsl(tls => tls.ServerName = rabbitMq.Host);
            });

            // Only the gateway sends requests. Its response queue exists before the first request: if a burst of requests
            // started it, they would block the threads that it needs to start.
            transport.AutoStart = roles.IncludeGateway();
            transport.PrefetchCount = settings.PrefetchCount;
            transport.ConcurrentMessageLimit = settings.ConcurrentMessageLimit;
            transport.DeployTopologyOnly = deployTopologyOnly;
            foreach (var message in Topology.PublishedMessages)
                transport.Publish(message);

            transport.SendTopology.ConfigureErrorSettings = DurableQueues.KeepForever;
            transport.SendTopology.ConfigureDeadLetterSettings = DurableQueues.KeepForever;
            transport.ConfigureEndpoints(context);
        });
    }
}
