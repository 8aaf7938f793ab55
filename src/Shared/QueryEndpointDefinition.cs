using MassTransit;
using Messaging.EntityFrameworkCore.Receiving;

namespace Shared;

/// <summary>
/// The queue that all queries of a service share. Their consumers only read and respond at once: no transaction, no outbox. A query whose
/// sender waits no longer is dropped, one that meets a broken connection is tried once more, and one that fails ends with the fault that
/// its sender gets.
/// </summary>
internal abstract class QueryEndpointDefinition<TConsumer, TQuery> : ConsumerDefinition<TConsumer>
    where TConsumer : class, IConsumer<TQuery>
    where TQuery : class
{
    protected QueryEndpointDefinition(string queue) => EndpointName = queue;

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
