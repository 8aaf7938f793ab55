using MassTransit;

namespace Notifications.Notices;

/// <summary>Tells the freelancer that the client provided feedback (R16).</summary>
internal sealed class FeedbackProvidedConsumer(NoticeDispatcher notices) : IConsumer<FeedbackProvided>
{
    public Task Consume(ConsumeContext<FeedbackProvided> context) => notices.DispatchAsync(context, ToNotice(context.Message));

    private static Notice ToNotice(FeedbackProvided message) => new()
    {
        Kind = NoticeKinds.FeedbackReceived,
        SourceId = message.FeedbackId,
        RequestId = message.RequestId,
        ContractId = message.ContractId,
        RecipientId = message.FreelancerId,
        OtherPartyId = message.ClientId,
        OccurredAt = message.ProvidedAt,
        Facts = new NoticeFacts
        {
            ContractTitle = message.ContractTitle,
            Score = message.Score,
            Ratings = message.Ratings,
            Comment = message.Comment,
        },
    };
}

internal sealed class FeedbackProvidedConsumerDefinition()
    : TransactionalConsumerDefinition<FeedbackProvidedConsumer>(Queues.FeedbackProvided);
