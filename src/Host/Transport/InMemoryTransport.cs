using MassTransit;

namespace Host.Transport;

/// <summary>Messages in this process's memory; what must survive a crash waits in the services' outboxes.</summary>
internal static class InMemoryTransport
{
    public static void UseInMemory(this IBusRegistrationConfigurator bus, TransportSettings settings)
    {
        bus.UsingInMemory((context, transport) =>
        {
            transport.PrefetchCount = settings.PrefetchCount;
            transport.ConcurrentMessageLimit = settings.ConcurrentMessageLimit;
            transport.ConfigureEndpoints(context);
        });
    }
}
