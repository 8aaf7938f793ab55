using Contracts.Messages;
using MassTransit;

namespace Notifications.Notices;

internal sealed class FeedbackRequestClosedConsumer(NoticeBoard board) : IConsumer<FeedbackRequestClosed>
{
    public Task Consume(ConsumeContext<FeedbackRequestClosed> context) => board.PostAsync(context, NoticeOf.Closed(context.Message));
}
