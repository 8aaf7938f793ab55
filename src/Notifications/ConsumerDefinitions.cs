using MassTransit;
using Messaging.EntityFrameworkCore;
using Messaging.EntityFrameworkCore.Receiving;
using Notifications.Persistence;
using Shared;

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

/// <summary>The queue of the queries.</summary>
internal sealed class QueryDefinition<TConsumer, TQuery>() : QueryEndpointDefinition<TConsumer, TQuery>(Queues.Queries)
    where TConsumer : class, IConsumer<TQuery>
    where TQuery : class;

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

/// <summary>The queue of the queries, for commands of operators.</summary>
internal sealed class OperatorCommandDefinition<TConsumer, TCommand>()
    : OperatorEndpointDefinition<NotificationsDbContext, TConsumer, TCommand>(Queues.Queries)
    where TConsumer : class, IConsumer<TCommand>
    where TCommand : class;
