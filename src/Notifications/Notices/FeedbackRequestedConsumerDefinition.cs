namespace Notifications.Notices;

internal sealed class FeedbackRequestedConsumerDefinition() :
    TransactionalConsumerDefinition<FeedbackRequestedConsumer>(NotificationsQueues.FeedbackRequested);
