using System.Net.Security;
using Host.Configuration;
using MassTransit;
using MassTransit.Configuration;

namespace Host.Transport;

/// <summary>
/// RabbitMQ with publisher confirms and durable quorum queues. <c>migrate</c> declares all that is durable; the services declare their
/// temporary queues only, and obey no address that this product has not made (R47).
/// </summary>
internal static class RabbitMqTransport
{
    public static void UseRabbitMq(
        this IBusRegistrationConfigurator bus,
        TransportSettings settings,
        RabbitMqSettings rabbitMq,
        HostRoles roles)
    {
        // All services in one process have nobody who migrates for them.
        var declares = roles is HostRoles.Migrate or HostRoles.Embedded;
        var responses = ResponseQueues.NewName();

        bus.AddConfigureEndpointsCallback((context, queue, endpoint) =>
        {
            var stopping = context.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
            ConfigureEndpoint(queue, (IRabbitMqReceiveEndpointConfigurator)endpoint, rabbitMq, declares, stopping);
        });

        bus.SetBusFactory(new ProductBusFactory(new ProductTopology(declaresPublished: roles == HostRoles.Migrate), (context, transport) =>
        {
            transport.Host(rabbitMq.Host, (ushort)rabbitMq.Port, rabbitMq.VirtualHost, $"feedback ({roles})", host =>
            {
                host.Username(rabbitMq.Username);
                host.Password(rabbitMq.Password);
                host.PublisherConfirmation = true;
                if (rabbitMq.UseTls)
                    host.UseSsl(tls => Encrypt(tls, rabbitMq));
            });

            // Only the gateway sends requests. Its response queue exists before the first request: if a burst of requests
            // started it, they would block the threads that it needs to start.
            transport.AutoStart = roles.IncludeGateway();
            transport.PrefetchCount = settings.PrefetchCount;
            transport.ConcurrentMessageLimit = settings.ConcurrentMessageLimit;
            transport.DeployTopologyOnly = roles == HostRoles.Migrate;
            foreach (var message in Topology.PublishedMessages)
                transport.Publish(message);

            transport.OverrideDefaultBusEndpointQueueName(responses);
            transport.ConnectEndpointConfigurationObserver(new ResponseQueueConfiguration(responses, declares));
            transport.ConfigureSend(pipe => pipe.UseSendExecute(RouteResponse));
            transport.SendTopology.ConfigureErrorSettings = DurableQueues.KeepForever;
            transport.SendTopology.ConfigureDeadLetterSettings = DurableQueues.KeepForever;
            transport.ConfigureEndpoints(context);
        }));
    }

    private static void Encrypt(IRabbitMqSslConfigurator tls, RabbitMqSettings settings)
    {
        tls.ServerName = settings.Host;
        tls.CertificateValidationCallback = settings.Tls.Validation;
        tls.Certificate = settings.Tls.ClientCertificates.FirstOrDefault();

        // By itself it takes a certificate of any authority.
        tls.EnforcePolicyErrors(SslPolicyErrors.RemoteCertificateChainErrors);
        tls.EnforcePolicyErrors(SslPolicyErrors.RemoteCertificateNameMismatch);
    }

    private static void ConfigureEndpoint(
        string queue, IRabbitMqReceiveEndpointConfigurator endpoint, RabbitMqSettings settings, bool declares, CancellationToken stopping)
    {
        var kind = new EndpointKind(endpoint);
        endpoint.ConfigureChannel(channel => channel.UseFilter(new EndpointChannels(kind, declares)));
        endpoint.PublishFaults = false;
        ResponseAddressFilter.Configure(endpoint, isRequired: Topology.QueryQueues.Contains(queue));
        if (kind.IsTemporary)
        {
            ErrorQueueFilter.Discard(endpoint);
        }
        else
        {
            ErrorQueueFilter.Keep(endpoint, stopping);
            DurableQueues.Configure(queue, endpoint, settings);
        }
    }

    /// <summary>The exchange of responses hands a response to the queue whose key it bears.</summary>
    private static void RouteResponse(SendContext context)
    {
        if (context.DestinationAddress is { } address && ResponseQueues.KeyOf(address) is { } key)
            context.SetRoutingKey(key);
    }

    /// <summary>Configures the endpoint of the bus itself, at which responses arrive.</summary>
    private sealed class ResponseQueueConfiguration(string queue, bool declares) : IEndpointConfigurationObserver
    {
        public void EndpointConfigured<T>(T configurator)
            where T : IReceiveEndpointConfigurator
        {
            if (configurator is not IReceiveEndpointConfiguration { IsBusEndpoint: true }
                || configurator is not IRabbitMqReceiveEndpointConfigurator endpoint)
            {
                return;
            }

            endpoint.PublishFaults = false;
            endpoint.ConfigureChannel(channel => channel.UseFilter(new EndpointChannels(new EndpointKind(endpoint), declares)));
            endpoint.Bind(ResponseQueues.Exchange, binding =>
            {
                binding.ExchangeType = RabbitMQ.Client.ExchangeType.Direct;
                binding.RoutingKey = ResponseQueues.KeyOf(queue);
            });
        }
    }
}
