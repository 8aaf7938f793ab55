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

/// <summary>What is known by now of what a notice is about. Instants are null where there was no such change.</summary>
internal sealed record NoticeCircumstances
{
    /// <summary>Nothing is known.</summary>
    public static readonly NoticeCircumstances None = new();

    /// <summary>Whether the request is known to have ended.</summary>
    public bool RequestHasEnded { get; init; }

    /// <summary>Who sees the feedback, one of <see cref="FeedbackVisibilities"/>; null if operators never touched it.</summary>
    public string? Visibility { get; init; }

    /// <summary>When operators last changed who sees it.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>When they last decided about it, which a hold does not: it was taken down, or made visible.</summary>
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>When it was last taken down, whether it was restored since or not.</summary>
    public DateTimeOffset? TakenDownAt { get; init; }

    /// <summary>Whether a notice is true at an instant (R48).</summary>
    /// <param name="kind">One of <see cref="NoticeKinds"/>.</param>
    /// <param name="facts">Its facts.</param>
    /// <param name="now">The instant.</param>
    public NoticeTruth Judge(string kind, NoticeFacts facts, DateTimeOffset now)
    {
        if (Notice.IsForClient(kind))
            return RequestHasEnded || facts.ExpiresAt <= now ? NoticeTruth.Untrue : NoticeTruth.True;

        // What a notice tells stands until a later change that undoes it: the events of both may come in any order.
        return kind switch
        {
            NoticeKinds.FeedbackReceived when Visibility == FeedbackVisibilities.TakenDown => NoticeTruth.Withheld,
            NoticeKinds.ReportDecided when IsLater(DecidedAt) => NoticeTruth.Untrue,
            NoticeKinds.FeedbackTakenDown when IsLater(ChangedAt) => NoticeTruth.Untrue,
            NoticeKinds.FeedbackRestored when IsLater(TakenDownAt) => NoticeTruth.Untrue,
            NoticeKinds.FeedbackRestored when Visibility == FeedbackVisibilities.Held && IsLater(ChangedAt) => NoticeTruth.Withheld,
            _ => NoticeTruth.True,
        };

        bool IsLater(DateTimeOffset? change) => change is not null && !(change <= facts.DecidedAt);
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
