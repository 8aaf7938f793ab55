using Gateway.Inbox;
using MassTransit;

namespace Gateway;

/// <summary>Registers the gateway's endpoints on the bus.</summary>
public static class GatewayBusExtensions
{
    /// <summary>The start of the name of the temporary queue that each gateway instance has.</summary>
    public const string InstanceQueuePrefix = "gateway-";

    /// <summary>
    /// Adds the one queue that the gateway reads: temporary, one per instance, gone with it. It must not be made durable
    /// or a quorum queue.
    /// </summary>
    public static IBusRegistrationConfigurator AddGatewayEndpoints(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<InAppMessageDeliveredConsumer>().Endpoint(endpoint =>
        {
            endpoint.Name = $"{InstanceQueuePrefix}in-app-{Guid.CreateVersion7():N}";
            endpoint.Temporary = true;
        });
        return bus;
    }
}
