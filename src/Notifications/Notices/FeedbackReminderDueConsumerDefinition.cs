namespace Notifications.Notices;

internal sealed class FeedbackReminderDueConsumerDefinition() :
    TransactionalConsumerDefinition<FeedbackReminderDueConsumer>("notifications-feedback-reminder-due");
