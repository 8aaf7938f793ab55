using MassTransit;

namespace Notifications;

/// <summary>The queue of questions: their consumers answer at once and need no transaction.</summary>
internal abstract class QueryConsumerDefinition<TConsumer> : ConsumerDefinition<TConsumer>
    where TConsumer : class, IConsumer
{
    protected QueryConsumerDefinition() => EndpointName = NotificationsQueues.Queries;
}
