using MassTransit;

namespace Feedback.Saga.Queries;

/// <summary>All queries share a queue. They only read: no transaction, no outbox.</summary>
internal sealed class QueryDefinition<TConsumer> : ConsumerDefinition<TConsumer>
    where TConsumer : class, IConsumer
{
    public QueryDefinition() => EndpointName = Queues.Queries;

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<TConsumer> consumerConfigurator,
        IRegistrationContext context) =>
        consumerConfigurator.UseMessageRetry(retry => retry.Immediate(1));
}
