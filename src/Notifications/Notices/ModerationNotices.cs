using MassTransit;
using Microsoft.EntityFrameworkCore;
using Notifications.Persistence;

namespace Notifications.Notices;

/// <summary>
/// Tells the client that their feedback was taken down, and that it is restored after that (R60). Both are about the change that took it
/// down, so that neither is told after the other made it untrue, in whatever order the events come (R48). The freelancer is not told of
/// feedback any more that was taken down before the email left. Of held feedback nobody is told.
/// </summary>
internal sealed class FeedbackVisibilityChangedConsumer(NoticeDispatcher notices, NotificationsDbContext db, TimeProvider clock)
    : IConsumer<FeedbackVisibilityChanged>
{
    public async Task Consume(ConsumeContext<FeedbackVisibilityChanged> context)
    {
        var change = context.Message;
        if (change.Visibility == FeedbackVisibilities.TakenDown)
        {
            await SupersedeAsync(change.FeedbackId, NoticeKinds.FeedbackReceived, context.CancellationToken);
            var isUndone = await db.Deliveries.AnyAsync(
                delivery => delivery.SourceId == change.ChangeId && delivery.Notice == NoticeKinds.FeedbackRestored,
                context.CancellationToken);
            await notices.DispatchAsync(context, ToNotice(change, NoticeKinds.FeedbackTakenDown, change.ChangeId), isUndone);
        }
        else if (change is { Visibility: FeedbackVisibilities.Visible, UndoneChangeId: { } undone })
        {
            await SupersedeAsync(undone, NoticeKinds.FeedbackTakenDown, context.CancellationToken);
            await notices.DispatchAsync(context, ToNotice(change, NoticeKinds.FeedbackRestored, undone));
        }
    }

    /// <summary>An email that is under way may still arrive.</summary>
    private async Task SupersedeAsync(Guid sourceId, string kind, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().ToMicroseconds();
        var emails = await db.Deliveries.AsTracking()
            .Where(delivery => delivery.SourceId == sourceId && delivery.Notice == kind && delivery.Channel == DeliveryChannels.Email)
            .ToListAsync(cancellationToken);
        foreach (var email in emails.Where(email => !email.IsSent && !(email.SendingUntil > now)))
            email.Supersede(now);
    }

    private static Notice ToNotice(FeedbackVisibilityChanged change, string kind, Guid sourceId) => new()
    {
        Kind = kind,
        SourceId = sourceId,
        ContractId = change.ContractId,
        RecipientId = change.ClientId,
        OtherPartyId = change.FreelancerId,
        OccurredAt = change.ChangedAt,
        Facts = new NoticeFacts { ContractTitle = change.ContractTitle },
    };
}

internal sealed class FeedbackVisibilityChangedConsumerDefinition()
    : TransactionalConsumerDefinition<FeedbackVisibilityChangedConsumer>(Queues.FeedbackVisibilityChanged);

/// <summary>Tells the freelancer what operators decided about feedback that they had reported (R60).</summary>
internal sealed class FeedbackReportDecidedConsumer(NoticeDispatcher notices) : IConsumer<FeedbackReportDecided>
{
    public Task Consume(ConsumeContext<FeedbackReportDecided> context) => notices.DispatchAsync(context, ToNotice(context.Message));

    private static Notice ToNotice(FeedbackReportDecided message) => new()
    {
        Kind = NoticeKinds.ReportDecided,
        SourceId = message.ChangeId,
        ContractId = message.ContractId,
        RecipientId = message.FreelancerId,
        OtherPartyId = message.ClientId,
        OccurredAt = message.DecidedAt,
        Facts = new NoticeFacts { ContractTitle = message.ContractTitle, Outcome = message.Outcome },
    };
}

internal sealed class FeedbackReportDecidedConsumerDefinition()
    : TransactionalConsumerDefinition<FeedbackReportDecidedConsumer>(Queues.FeedbackReportDecided);
