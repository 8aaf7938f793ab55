using MassTransit;

namespace Notifications.Notices;

/// <summary>Tells the freelancer that a request is closed, because the contract ended (R15).</summary>
internal sealed class FeedbackRequestClosedConsumer(NoticeDispatcher notices) : IConsumer<FeedbackRequestClosed>
{
    public Task Consume(ConsumeContext<FeedbackRequestClosed> context) => notices.DispatchAsync(context, ToNotice(context.Message));

    private static Notice ToNotice(FeedbackRequestClosed message) => new()
    {
        Kind = NoticeKinds.RequestClosed,
        SourceId = message.RequestId,
        RequestId = message.RequestId,
        ContractId = message.ContractId,
        RecipientId = message.FreelancerId,
        OtherPartyId = message.ClientId,
        OccurredAt = message.ClosedAt,
        Facts = new NoticeFacts { ContractTitle = message.ContractTitle, EndedAt = message.ClosedAt },
    };
}

internal sealed class FeedbackRequestClosedConsumerDefinition()
    : TransactionalConsumerDefinition<FeedbackRequestClosedConsumer>(Queues.FeedbackRequestClosed);
