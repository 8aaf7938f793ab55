using Contracts.Messages;
using MassTransit;

namespace Notifications.Notices;

internal sealed class FeedbackRequestedConsumer(NoticeBoard board) : IConsumer<FeedbackRequested>
{
    public Task Consume(ConsumeContext<FeedbackRequested> context) => board.PostAsync(context, NoticeOf.Requested(context.Message));
}
