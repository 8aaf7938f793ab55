using MassTransit;
using Messaging.EntityFrameworkCore;
using Messaging.EntityFrameworkCore.Receiving;
using Notifications.Persistence;

namespace Notifications;

/// <summary>The queue of a consumer whose writes and messages take effect in one transaction.</summary>
internal abstract class TransactionalConsumerDefinition<TConsumer> : ConsumerDefinition<TConsumer>
    where TConsumer : class, IConsumer
{
    protected TransactionalConsumerDefinition(string queue) => EndpointName = queue;

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<TConsumer> consumerConfigurator,
        IRegistrationContext context)
    {
        endpointConfigurator.UseConflictRetry();
        endpointConfigurator.UseEntityFrameworkOutbox<NotificationsDbContext>(context);
    }
}

/// <summary>
/// The queue that all queries share. Their consumers respond at once and need no transaction. A query whose sender waits no longer is
/// dropped, and one that fails ends with the fault that its sender gets.
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
        consumerConfigurator.NameOutages(cause => new ServiceUnavailableException(cause));
    }
}

/// <summary>
/// The queue of the queries, for commands of pages that write without sending anything: each takes its transaction itself, and after a
/// conflict is tried again.
/// </summary>
internal sealed class PageCommandDefinition<TConsumer, TCommand> : ConsumerDefinition<TConsumer>
    where TConsumer : class, IConsumer<TCommand>
    where TCommand : class
{
    public PageCommandDefinition() => EndpointName = Queues.Queries;

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<TConsumer> consumerConfigurator,
        IRegistrationContext context)
    {
        endpointConfigurator.DropExpired<NotificationsDbContext, TCommand>(context, Deadline.Header);
        endpointConfigurator.EndWithFault<TCommand>();
        consumerConfigurator.UseConflictRetry();
        consumerConfigurator.NameOutages(cause => new ServiceUnavailableException(cause));
    }
}
