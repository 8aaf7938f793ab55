namespace Notifications.Notices;

internal sealed class FeedbackRequestExpiredConsumerDefinition() :
    TransactionalConsumerDefinition<FeedbackRequestExpiredConsumer>("notifications-feedback-request-expired");
