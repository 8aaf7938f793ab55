using Messaging.EntityFrameworkCore.Databases;
using Notifications.Deliveries;
using Notifications.Persistence;

namespace Notifications.Notices;

/// <summary>Whether a notice is true (R48).</summary>
internal enum NoticeTruth
{
    /// <summary>It is sent.</summary>
    True,

    /// <summary>It is not sent now, and is sent after all if operators make the feedback visible again (R60).</summary>
    Withheld,

    /// <summary>It is never sent: what it tells of has ended, or a later decision has a notice of its own.</summary>
    Untrue,
}

/// <summary>What is known by now of what a notice is about.</summary>
/// <param name="RequestHasEnded">Whether the request is known to have ended.</param>
/// <param name="Visibility">Who sees the feedback, one of <see cref="FeedbackVisibilities"/>; null if operators never touched it.</param>
/// <param name="VisibilityChangedAt">Since when.</param>
internal readonly record struct NoticeCircumstances(
    bool RequestHasEnded, string? Visibility = null, DateTimeOffset? VisibilityChangedAt = null)
{
    /// <summary>Whether a notice is true at an instant (R48).</summary>
    /// <param name="kind">One of <see cref="NoticeKinds"/>.</param>
    /// <param name="facts">Its facts.</param>
    /// <param name="now">The instant.</param>
    public NoticeTruth Judge(string kind, NoticeFacts facts, DateTimeOffset now)
    {
        if (Notice.IsForClient(kind))
            return RequestHasEnded || facts.ExpiresAt <= now ? NoticeTruth.Untrue : NoticeTruth.True;

        // A decision stands until a later change: the events of both may come in any order.
        return Visibility is null || VisibilityChangedAt <= facts.DecidedAt
            ? NoticeTruth.True
            : (kind, Visibility) switch
            {
                (NoticeKinds.FeedbackReceived, FeedbackVisibilities.TakenDown) => NoticeTruth.Withheld,
                (NoticeKinds.FeedbackRestored, FeedbackVisibilities.Held) => NoticeTruth.Withheld,
                (NoticeKinds.FeedbackRestored, FeedbackVisibilities.TakenDown) => NoticeTruth.Untrue,
                (NoticeKinds.FeedbackTakenDown or NoticeKinds.ReportDecided, _) => NoticeTruth.Untrue,
                _ => NoticeTruth.True,
            };
    }

    /// <summary>
    /// Judges the notice of a delivery. Before it is withheld the feedback's standing is locked: a change that makes the feedback visible
    /// at this moment either finds the notice withheld, or is found here.
    /// </summary>
    public async Task<NoticeTruth> JudgeAsync(
        NotificationsDbContext db, Delivery delivery, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var facts = NoticeFacts.FromJson(delivery.Facts ?? delivery.WithheldFacts);
        var truth = Judge(delivery.Notice, facts, now);
        if (truth != NoticeTruth.Withheld)
            return truth;

        var standing = await db.FindAndLockAsync<FeedbackStanding>(delivery.FeedbackId ?? delivery.SourceId, cancellationToken);
        return standing is null ? NoticeTruth.True : standing.ToCircumstances().Judge(delivery.Notice, facts, now);
    }
}
