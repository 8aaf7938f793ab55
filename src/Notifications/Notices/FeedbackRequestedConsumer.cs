using MassTransit;

namespace Notifications.Notices;

/// <summary>Tells the client that the freelancer requests feedback (R9).</summary>
internal sealed class FeedbackRequestedConsumer(NoticeDispatcher notices) : IConsumer<FeedbackRequested>
{
    public Task Consume(ConsumeContext<FeedbackRequested> context) => notices.DispatchAsync(context, ToNotice(context.Message));

    private static Notice ToNotice(FeedbackRequested message) => new()
    {
        Kind = NoticeKinds.FeedbackRequested,
        SourceId = message.RequestId,
        RequestId = message.RequestId,
        ContractId = message.ContractId,
        RecipientId = message.ClientId,
        OtherPartyId = message.FreelancerId,
        OccurredAt = message.RequestedAt,
        Facts = new NoticeFacts
        {
            ContractTitle = message.ContractTitle,
            Message = message.Message,
            ExpiresAt = message.ExpiresAt,
        },
    };
}

internal sealed class FeedbackRequestedConsumerDefinition()
    : TransactionalConsumerDefinition<FeedbackRequestedConsumer>(Queues.FeedbackRequested);
