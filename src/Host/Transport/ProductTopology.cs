using MassTransit;
using MassTransit.Configuration;
using MassTransit.RabbitMqTransport;
using MassTransit.RabbitMqTransport.Configuration;
using MassTransit.RabbitMqTransport.Topology;
using MassTransit.Transports;

namespace Host.Transport;

/// <summary>
/// MassTransit's topology, except that nothing is declared in order to send or to publish: <c>migrate</c> has declared every exchange,
/// and an address with which a message could make this process declare or bind something is refused (R47).
/// </summary>
internal sealed class ProductTopology : IRabbitMqTopologyConfiguration
{
    private readonly IMessageTopologyConfigurator _message = RabbitMqBusFactory.CreateMessageTopology();
    private readonly SendTopology _send = new();
    private readonly RabbitMqPublishTopology _publish;
    private readonly RabbitMqConsumeTopology _consume;

    /// <param name="declaresPublished">Whether the exchanges of published messages are to be declared, as by <c>migrate</c>.</param>
    public ProductTopology(bool declaresPublished)
    {
        // As MassTransit's own topology is put together.
        _send.ConnectSendTopologyConfigurationObserver(new DelegateSendTopologyConfigurationObserver(GlobalTopology.Send));
        _send.TryAddConvention(new RoutingKeySendTopologyConvention());
        _publish = new RabbitMqPublishTopology(_message);
        _publish.ConnectPublishTopologyConfigurationObserver(new DelegatePublishTopologyConfigurationObserver(GlobalTopology.Publish));
        _publish.ConnectPublishTopologyConfigurationObserver(new PublishToSendTopologyConfigurationObserver(_send));
        _consume = new RabbitMqConsumeTopology(_message, _publish);

        if (!declaresPublished)
            _publish.ConnectPublishTopologyConfigurationObserver(new NothingDeclared());
    }

    public IRabbitMqPublishTopologyConfigurator Publish => _publish;

    public IRabbitMqSendTopologyConfigurator Send => _send;

    public IRabbitMqConsumeTopologyConfigurator Consume => _consume;

    IMessageTopologyConfigurator ITopologyConfiguration.Message => _message;

    ISendTopologyConfigurator ITopologyConfiguration.Send => _send;

    IPublishTopologyConfigurator ITopologyConfiguration.Publish => _publish;

    IConsumeTopologyConfigurator ITopologyConfiguration.Consume => _consume;

    public IEnumerable<ValidationResult> Validate() => [.. _send.Validate(), .. _publish.Validate(), .. _consume.Validate()];

    private sealed class SendTopology() : RabbitMqSendTopology(RabbitMqEntityNameValidator.Validator), IRabbitMqSendTopologyConfigurator
    {
        SendSettings IRabbitMqSendTopology.GetSendSettings(RabbitMqEndpointAddress address)
        {
            if (ResponseQueues.KeyOf((Uri)address) is not null)
                return new UndeclaredExchange(new RabbitMqEndpointAddress(address, ResponseQueues.Exchange));

            // The address of a queue is that of its exchange: they have one name.
            return (Uri)address is { Query: "" or "?bind=true" }
                ? new UndeclaredExchange(new RabbitMqEndpointAddress(address, address.Name))
                : throw new StrangeAddressException($"An address of {address.Name} has options, and no address of ours has.");
        }
    }

    private sealed class UndeclaredExchange(RabbitMqEndpointAddress address) : RabbitMqSendSettings(address), SendSettings
    {
        BrokerTopology SendSettings.GetBrokerTopology() => new PublishEndpointBrokerTopologyBuilder().BuildBrokerTopology();
    }

    private sealed class NothingDeclared : IPublishTopologyConfigurationObserver
    {
        public void MessageTopologyCreated<T>(IMessagePublishTopologyConfigurator<T> configurator)
            where T : class =>
            configurator.Exclude = true;
    }
}

/// <summary>Makes the bus as <c>UsingRabbitMq</c> would, but on a <see cref="ProductTopology"/>.</summary>
internal sealed class ProductBusFactory : TransportRegistrationBusFactory<IRabbitMqReceiveEndpointConfigurator>
{
    private readonly RabbitMqBusConfiguration _bus;
    private readonly Action<IBusRegistrationContext, IRabbitMqBusFactoryConfigurator> _configure;

    public ProductBusFactory(ProductTopology topology, Action<IBusRegistrationContext, IRabbitMqBusFactoryConfigurator> configure)
        : this(new RabbitMqBusConfiguration(topology), configure)
    {
    }

    private ProductBusFactory(
        RabbitMqBusConfiguration bus, Action<IBusRegistrationContext, IRabbitMqBusFactoryConfigurator> configure)
        : base(bus.HostConfiguration) =>
        (_bus, _configure) = (bus, configure);

    public override IBusInstance CreateBus(
        IBusRegistrationContext context, IEnumerable<IBusInstanceSpecification> specifications, string busName) =>
        CreateBus(new RabbitMqBusFactoryConfigurator(_bus), context, _configure, specifications);
}
