using Contracts.Messages;
using MassTransit;

namespace Notifications.Notices;

internal sealed class FeedbackReminderDueConsumer(NoticeBoard board) : IConsumer<FeedbackReminderDue>
{
    public Task Consume(ConsumeContext<FeedbackReminderDue> context) => board.PostAsync(context, NoticeOf.Reminder(context.Message));
}
