namespace Notifications.Notices;

internal sealed class FeedbackProvidedConsumerDefinition() :
    TransactionalConsumerDefinition<FeedbackProvidedConsumer>(NotificationsQueues.FeedbackProvided);
