using MassTransit;
using Messaging.EntityFrameworkCore;
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

/// <summary>The queue that all queries share. Their consumers respond at once and need no transaction.</summary>
internal sealed class QueryDefinition<TConsumer> : ConsumerDefinition<TConsumer>
    where TConsumer : class, IConsumer
{
    public QueryDefinition() => EndpointName = Queues.Queries;
}
