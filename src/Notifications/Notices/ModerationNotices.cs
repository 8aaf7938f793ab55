using MassTransit;
using Microsoft.EntityFrameworkCore;
using Notifications.Email;
using Notifications.Persistence;

namespace Notifications.Notices;

/// <summary>
/// Keeps who sees the feedback, and has the emails about it judged anew that are not sent: what is no longer true is not sent, and what is
/// true again is (R48, R60). An email that is under way may still arrive; if it fails, its next attempt is judged. Then it tells the client
/// that their feedback was taken down, or that it is restored after that. Of held feedback nobody is told.
/// </summary>
internal sealed class FeedbackVisibilityChangedConsumer(NoticeDispatcher notices, NotificationsDbContext db, TimeProvider clock)
    : IConsumer<FeedbackVisibilityChanged>
{
    public async Task Consume(ConsumeContext<FeedbackVisibilityChanged> context)
    {
        var change = context.Message;
        var standing = await FeedbackStanding.TakeOverAsync(db, change, context.CancellationToken);
        if (standing.ChangeId == change.ChangeId || change.UndoneChangeId is not null)
            await CheckEmailsAsync(context, change, standing);

        if (change.Visibility == FeedbackVisibilities.TakenDown)
            await notices.DispatchAsync(context, ToNotice(change, NoticeKinds.FeedbackTakenDown, change.ChangeId));
        else if (change is { Visibility: FeedbackVisibilities.Visible, UndoneChangeId: { } undone })
            await notices.DispatchAsync(context, ToNotice(change, NoticeKinds.FeedbackRestored, undone));
    }

    /// <summary>
    /// Begins an attempt at each email whose truth changed: the attempt withdraws it, or sends it after all. One that tells of the undone
    /// decision may be from before deliveries had the id of their feedback; it gets it.
    /// </summary>
    private async Task CheckEmailsAsync(ConsumeContext context, FeedbackVisibilityChanged change, FeedbackStanding standing)
    {
        var (feedbackId, undone) = (change.FeedbackId, change.UndoneChangeId ?? change.FeedbackId);
        var now = clock.GetUtcNow().ToMicroseconds();
        var emails = await db.Deliveries.AsTracking()
            .Where(delivery => (delivery.FeedbackId == feedbackId || delivery.SourceId == feedbackId || delivery.SourceId == undone)
                && delivery.Channel == DeliveryChannels.Email
                && (delivery.Facts != null || delivery.WithheldFacts != null))
            .ToListAsync(context.CancellationToken);
        foreach (var email in emails)
        {
            email.FeedbackId ??= feedbackId;
            var facts = NoticeFacts.FromJson(email.Facts ?? email.WithheldFacts);
            var truth = standing.ToCircumstances().Judge(email.Notice, facts, now);
            if (truth != (email.WithheldFacts is null ? NoticeTruth.True : NoticeTruth.Withheld))
                await context.Send(SendEmail.Queue, new SendEmail { DeliveryId = email.DeliveryId, Attempt = email.Attempts + 1 });
        }
    }

    private static Notice ToNotice(FeedbackVisibilityChanged change, string kind, Guid sourceId) => new()
    {
        Kind = kind,
        SourceId = sourceId,
        FeedbackId = change.FeedbackId,
        ContractId = change.ContractId,
        RecipientId = change.ClientId,
        OtherPartyId = change.FreelancerId,
        OccurredAt = change.ChangedAt,
        Facts = new NoticeFacts { ContractTitle = change.ContractTitle, DecidedAt = change.ChangedAt.ToMicroseconds() },
    };
}

internal sealed class FeedbackVisibilityChangedConsumerDefinition()
    : TransactionalConsumerDefinition<FeedbackVisibilityChangedConsumer>(Queues.FeedbackVisibilityChanged);

/// <summary>Tells the freelancer what operators decided about feedback that they had reported, unless it is changed since (R60).</summary>
internal sealed class FeedbackReportDecidedConsumer(NoticeDispatcher notices) : IConsumer<FeedbackReportDecided>
{
    public Task Consume(ConsumeContext<FeedbackReportDecided> context) => notices.DispatchAsync(context, ToNotice(context.Message));

    private static Notice ToNotice(FeedbackReportDecided message) => new()
    {
        Kind = NoticeKinds.ReportDecided,
        SourceId = message.ChangeId,
        FeedbackId = message.FeedbackId,
        ContractId = message.ContractId,
        RecipientId = message.FreelancerId,
        OtherPartyId = message.ClientId,
        OccurredAt = message.DecidedAt,
        Facts = new NoticeFacts
        {
            ContractTitle = message.ContractTitle,
            Outcome = message.Outcome,
            DecidedAt = message.DecidedAt.ToMicroseconds(),
        },
    };
}

internal sealed class FeedbackReportDecidedConsumerDefinition()
    : TransactionalConsumerDefinition<FeedbackReportDecidedConsumer>(Queues.FeedbackReportDecided);
