using MassTransit;

namespace Notifications.Notices;

/// <summary>Reminds the client of a request that still waits (R16).</summary>
internal sealed class FeedbackReminderDueConsumer(NoticeDispatcher notices) : IConsumer<FeedbackReminderDue>
{
    public Task Consume(ConsumeContext<FeedbackReminderDue> context) => notices.DispatchAsync(context, ToNotice(context.Message));

    private static Notice ToNotice(FeedbackReminderDue message) => new()
    {
        Kind = NoticeKinds.FeedbackReminder,
        SourceId = message.RequestId,
        RequestId = message.RequestId,
        ContractId = message.ContractId,
        RecipientId = message.ClientId,
        OtherPartyId = message.FreelancerId,
        Facts = new NoticeFacts { ContractTitle = message.ContractTitle, Message = message.Message, ExpiresAt = message.ExpiresAt },
    };
}

internal sealed class FeedbackReminderDueConsumerDefinition()
    : TransactionalConsumerDefinition<FeedbackReminderDueConsumer>(Queues.FeedbackReminderDue);
