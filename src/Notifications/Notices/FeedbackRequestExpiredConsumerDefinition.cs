namespace Notifications.Notices;

internal sealed class FeedbackRequestExpiredConsumerDefinition() :
    TransactionalConsumerDefinition<FeedbackRequestExpiredConsumer>(NotificationsQueues.FeedbackRequestExpired);
