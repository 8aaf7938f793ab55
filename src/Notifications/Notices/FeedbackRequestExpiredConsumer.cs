using MassTransit;

namespace Notifications.Notices;

/// <summary>Tells the freelancer that a request has expired (R16).</summary>
internal sealed class FeedbackRequestExpiredConsumer(NoticeDispatcher notices) : IConsumer<FeedbackRequestExpired>
{
    public Task Consume(ConsumeContext<FeedbackRequestExpired> context) => notices.DispatchAsync(context, ToNotice(context.Message));

    private static Notice ToNotice(FeedbackRequestExpired message) => new()
    {
        Kind = NoticeKinds.RequestExpired,
        SourceId = message.RequestId,
        RequestId = message.RequestId,
        ContractId = message.ContractId,
        RecipientId = message.FreelancerId,
        OtherPartyId = message.ClientId,
        OccurredAt = message.ExpiredAt,
        Facts = new NoticeFacts { ContractTitle = message.ContractTitle, EndedAt = message.ExpiredAt },
    };
}

internal sealed class FeedbackRequestExpiredConsumerDefinition()
    : TransactionalConsumerDefinition<FeedbackRequestExpiredConsumer>(Queues.FeedbackRequestExpired);
