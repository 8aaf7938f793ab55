namespace Notifications.Notices;

internal sealed class FeedbackReminderDueConsumerDefinition() :
    TransactionalConsumerDefinition<FeedbackReminderDueConsumer>(NotificationsQueues.FeedbackReminderDue);
