using MassTransit;
using Messaging.EntityFrameworkCore;
using Notifications.Persistence;

namespace Notifications;

/// <summary>A queue whose consumer writes: what it records, publishes and sends takes effect together or not at all.</summary>
internal abstract class TransactionalConsumerDefinition<TConsumer> : ConsumerDefinition<TConsumer>
    where TConsumer : class, IConsumer
{
    protected TransactionalConsumerDefinition(string queue) => EndpointName = queue;

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator,
        IConsumerConfigurator<TConsumer> consumerConfigurator,
        IRegistrationContext context)
    {
        endpointConfigurator.UseConflictRetry();
        endpointConfigurator.UseEntityFrameworkOutbox<NotificationsDbContext>(context);
    }
}
