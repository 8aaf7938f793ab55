using MassTransit;
using Messaging.EntityFrameworkCore.Receiving;

namespace Feedback.Saga.Queries;

/// <summary>
/// All queries share a queue. They only read: no transaction, no outbox. A query whose sender waits no longer is dropped, and one that
/// fails ends with the fault that its sender gets.
/// </summary>
internal sealed class QueryDefinition<TConsumer, TQuery> : ConsumerDefinition<TConsumer>
    where TConsumer : class, IConsumer<TQuery>
    where TQuery : class
{
    public QueryDefinition() => EndpointName = Queues.Queries;

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<TConsumer> consumerConfigurator,
        IRegistrationContext context)
    {
        endpointConfigurator.DropExpired<TQuery>(Deadline.Header);
        endpointConfigurator.EndWithFault<TQuery>();
        consumerConfigurator.UseMessageRetry(retry => retry.Immediate(1));
        consumerConfigurator.NameOutages(cause => new ServiceUnavailableException(cause));
    }
}
