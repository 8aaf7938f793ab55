using Contracts.Messages;
using MassTransit;
using MassTransit.RabbitMqTransport.Configuration;

namespace Host.Transport;

/// <summary>What the transport has to know of an endpoint. The consumers, which are added later, say whether it is upstream.</summary>
internal sealed class EndpointKind : IConsumerConfigurationObserver
{
    public EndpointKind(IRabbitMqReceiveEndpointConfigurator endpoint)
    {
        IsTemporary = endpoint is IRabbitMqReceiveEndpointConfiguration { Settings.AutoDelete: true };
        endpoint.ConnectConsumerConfigurationObserver(this);
    }

    /// <summary>Whether its queue goes with the process.</summary>
    public bool IsTemporary { get; }

    /// <summary>Whether outsiders publish to its queue.</summary>
    public bool IsUpstream { get; private set; }

    public void ConsumerConfigured<TConsumer>(IConsumerConfigurator<TConsumer> configurator)
        where TConsumer : class
    {
    }

    public void ConsumerMessageConfigured<TConsumer, TMessage>(IConsumerMessageConfigurator<TConsumer, TMessage> configurator)
        where TConsumer : class
        where TMessage : class =>
        IsUpstream |= UpstreamMessages.All.Any(
            message => typeof(TMessage) == message || typeof(TMessage) == typeof(Batch<>).MakeGenericType(message));
}
