using Contracts.Messages;
using MassTransit;

namespace Notifications.Notices;

internal sealed class FeedbackProvidedConsumer(NoticeBoard board) : IConsumer<FeedbackProvided>
{
    public Task Consume(ConsumeContext<FeedbackProvided> context) => board.PostAsync(context, NoticeOf.Received(context.Message));
}
