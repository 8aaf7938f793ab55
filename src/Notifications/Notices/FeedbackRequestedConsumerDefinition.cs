namespace Notifications.Notices;

internal sealed class FeedbackRequestedConsumerDefinition() :
    TransactionalConsumerDefinition<FeedbackRequestedConsumer>("notifications-feedback-requested");
