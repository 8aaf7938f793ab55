namespace Notifications.Notices;

internal sealed class FeedbackProvidedConsumerDefinition() :
    TransactionalConsumerDefinition<FeedbackProvidedConsumer>("notifications-feedback-provided");
