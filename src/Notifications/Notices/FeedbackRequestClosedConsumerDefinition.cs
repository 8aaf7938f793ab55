namespace Notifications.Notices;

internal sealed class FeedbackRequestClosedConsumerDefinition() :
    TransactionalConsumerDefinition<FeedbackRequestClosedConsumer>("notifications-feedback-request-closed");
