namespace Notifications.Notices;

internal sealed class FeedbackRequestClosedConsumerDefinition() :
    TransactionalConsumerDefinition<FeedbackRequestClosedConsumer>(NotificationsQueues.FeedbackRequestClosed);
