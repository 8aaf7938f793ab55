using Contracts.Messages;
using Feedback.Saga;
using MassTransit;
using Messaging.EntityFrameworkCore.Receiving;
using Notifications;

namespace Host.Transport;

/// <summary>
/// What operators see of the <c>_error</c> queues and do with them over HTTP: each service answers for its own queues, with its own
/// account on the broker.
/// </summary>
internal static class ErrorQueueConsumers
{
    public static void AddFeedbackErrorQueues(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<
            GetFeedbackFailedMessagesConsumer, OfFeedback<GetFeedbackFailedMessagesConsumer, GetFeedbackFailedMessages>>();
        bus.AddConsumer<
            ChangeFeedbackFailedMessagesConsumer, OfFeedback<ChangeFeedbackFailedMessagesConsumer, ChangeFeedbackFailedMessages>>();
    }

    public static void AddNotificationsErrorQueues(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<
            GetNotificationsFailedMessagesConsumer,
            OfNotifications<GetNotificationsFailedMessagesConsumer, GetNotificationsFailedMessages>>();
        bus.AddConsumer<
            ChangeNotificationsFailedMessagesConsumer,
            OfNotifications<ChangeNotificationsFailedMessagesConsumer, ChangeNotificationsFailedMessages>>();
    }

    private sealed class OfFeedback<TConsumer, TMessage>() : ErrorQueueDefinition<TConsumer, TMessage>(FeedbackSagaRegistration.QueryQueue)
        where TConsumer : class, IConsumer<TMessage>
        where TMessage : class;

    private sealed class OfNotifications<TConsumer, TMessage>()
        : ErrorQueueDefinition<TConsumer, TMessage>(NotificationsRegistration.QueryQueue)
        where TConsumer : class, IConsumer<TMessage>
        where TMessage : class;

    /// <summary>
    /// Beside the queries of the service. A message whose sender waits no longer is dropped, and a failure is told to its sender.
    /// </summary>
    private abstract class ErrorQueueDefinition<TConsumer, TMessage> : ConsumerDefinition<TConsumer>
        where TConsumer : class, IConsumer<TMessage>
        where TMessage : class
    {
        protected ErrorQueueDefinition(string queue) => EndpointName = queue;

        protected override void ConfigureConsumer(
            IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<TConsumer> consumerConfigurator,
            IRegistrationContext context)
        {
            endpointConfigurator.DropExpired<TMessage>(Deadline.Header);
            endpointConfigurator.EndWithFault<TMessage>();
        }
    }
}

/// <summary>Lists messages in the error queues of the saga service.</summary>
internal sealed class GetFeedbackFailedMessagesConsumer(OperatorErrorQueues errors) : IConsumer<GetFeedbackFailedMessages>
{
    public async Task Consume(ConsumeContext<GetFeedbackFailedMessages> context)
    {
        var (query, queues) = (context.Message, FeedbackSagaRegistration.Queues);
        await context.RespondAsync(
            await errors.ListAsync(queues, query.Queue, query.MessageId, query.Limit, context.CancellationToken));
    }
}

/// <summary>Lists messages in the error queues of Notifications.</summary>
internal sealed class GetNotificationsFailedMessagesConsumer(OperatorErrorQueues errors) : IConsumer<GetNotificationsFailedMessages>
{
    public async Task Consume(ConsumeContext<GetNotificationsFailedMessages> context)
    {
        var (query, queues) = (context.Message, NotificationsRegistration.Queues);
        await context.RespondAsync(
            await errors.ListAsync(queues, query.Queue, query.MessageId, query.Limit, context.CancellationToken));
    }
}

/// <summary>Moves messages of the saga service back to their queue, or deletes them.</summary>
internal sealed class ChangeFeedbackFailedMessagesConsumer(OperatorErrorQueues errors) : IConsumer<ChangeFeedbackFailedMessages>
{
    public async Task Consume(ConsumeContext<ChangeFeedbackFailedMessages> context)
    {
        var (change, queues) = (context.Message, FeedbackSagaRegistration.Queues);
        await context.RespondAsync(await errors.ChangeAsync(
            queues, change.Action, change.Queue, change.MessageId, change.CallerId, context.CancellationToken));
    }
}

/// <summary>Moves messages of Notifications back to their queue, or deletes them.</summary>
internal sealed class ChangeNotificationsFailedMessagesConsumer(OperatorErrorQueues errors) : IConsumer<ChangeNotificationsFailedMessages>
{
    public async Task Consume(ConsumeContext<ChangeNotificationsFailedMessages> context)
    {
        var (change, queues) = (context.Message, NotificationsRegistration.Queues);
        await context.RespondAsync(await errors.ChangeAsync(
            queues, change.Action, change.Queue, change.MessageId, change.CallerId, context.CancellationToken));
    }
}
