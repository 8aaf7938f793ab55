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

/// <summary>
/// Reminds the client of a request that still waits (R16). At night it puts the event off: a timer sends it here again in the morning,
/// when all is judged anew (R56).
/// </summary>
internal sealed class FeedbackReminderDueConsumer(NoticeDispatcher notices) : IConsumer<FeedbackReminderDue>
{
    private static readonly Uri _queue = new($"exchange:{Queues.FeedbackReminderDue}");

    public async Task Consume(ConsumeContext<FeedbackReminderDue> context)
    {
        if (await notices.DispatchAsync(context, ToNotice(context.Message)) is { } morning)
            await context.ScheduleSend(_queue, morning.UtcDateTime, context.Message, context.CancellationToken);
    }

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

/// <summary>Tells the freelancer that the client provided feedback (R16).</summary>
internal sealed class FeedbackProvidedConsumer(NoticeDispatcher notices) : IConsumer<FeedbackProvided>
{
    public Task Consume(ConsumeContext<FeedbackProvided> context) => notices.DispatchAsync(context, ToNotice(context.Message));

    private static Notice ToNotice(FeedbackProvided message) => new()
    {
        Kind = NoticeKinds.FeedbackReceived,
        SourceId = message.FeedbackId,
        RequestId = message.RequestId,
        FeedbackId = message.FeedbackId,
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

/// <summary>Tells the freelancer that the client would rather answer later (R55).</summary>
internal sealed class FeedbackRequestDeclinedConsumer(NoticeDispatcher notices) : IConsumer<FeedbackRequestDeclined>
{
    public Task Consume(ConsumeContext<FeedbackRequestDeclined> context) => notices.DispatchAsync(context, ToNotice(context.Message));

    private static Notice ToNotice(FeedbackRequestDeclined message) => new()
    {
        Kind = NoticeKinds.RequestDeclined,
        SourceId = message.RequestId,
        RequestId = message.RequestId,
        ContractId = message.ContractId,
        RecipientId = message.FreelancerId,
        OtherPartyId = message.ClientId,
        OccurredAt = message.DeclinedAt,
        Facts = new NoticeFacts { ContractTitle = message.ContractTitle, AskAgainFrom = message.AskAgainFrom },
    };
}

internal sealed class FeedbackRequestDeclinedConsumerDefinition()
    : TransactionalConsumerDefinition<FeedbackRequestDeclinedConsumer>(Queues.FeedbackRequestDeclined);
