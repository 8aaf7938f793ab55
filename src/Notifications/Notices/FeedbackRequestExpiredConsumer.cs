using Contracts.Messages;
using MassTransit;

namespace Notifications.Notices;

internal sealed class FeedbackRequestExpiredConsumer(NoticeBoard board) : IConsumer<FeedbackRequestExpired>
{
    public Task Consume(ConsumeContext<FeedbackRequestExpired> context) => board.PostAsync(context, NoticeOf.Expired(context.Message));
}
