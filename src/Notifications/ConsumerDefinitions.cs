using MassTransit;
using Messaging.EntityFrameworkCore;
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
internal sealed class PageCommandDefinition<TConsumer, TCommand>()
    : CommandEndpointDefinition<NotificationsDbContext, TConsumer, TCommand>(Queues.Queries)
    where TConsumer : class, IConsumer<TCommand>
    where TCommand : class
{
    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<TConsumer> consumerConfigurator,
        IRegistrationContext context)
    {
        consumerConfigurator.UseConflictRetry();
        base.ConfigureConsumer(endpointConfigurator, consumerConfigurator, context);
    }
}

/// <summary>The queue of the queries, for commands of operators: each transaction in them is tried again by itself.</summary>
internal sealed class OperatorCommandDefinition<TConsumer, TCommand>()
    : CommandEndpointDefinition<NotificationsDbContext, TConsumer, TCommand>(Queues.Queries)
    where TConsumer : class, IConsumer<TCommand>
    where TCommand : class;
