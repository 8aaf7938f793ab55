using Messaging.EntityFrameworkCore.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Notifications.Persistence;

namespace Notifications.Notices;

/// <summary>
/// Who sees a feedback as far as Notifications knows, by the latest change of operators, in whatever order the events come (R40). Notices
/// about the feedback are judged by it (R48). Feedback that operators never touched has none. It names nobody.
/// </summary>
internal sealed class FeedbackStanding
{
    public required Guid FeedbackId { get; init; }

    /// <summary>One of <see cref="FeedbackVisibilities"/>.</summary>
    public required string Visibility { get; set; }

    /// <summary>The change that made it so.</summary>
    public required Guid ChangeId { get; set; }

    /// <summary>When it was changed; no two changes of one feedback have the same instant.</summary>
    public required DateTimeOffset ChangedAt { get; set; }

    /// <summary>When it was last taken down or made visible, as far as the events have come; null if it was held alone.</summary>
    public DateTimeOffset? DecidedAt { get; set; }

    /// <summary>When it was last taken down, likewise, whether it was restored since or not.</summary>
    public DateTimeOffset? TakenDownAt { get; set; }

    /// <summary>What it says of notices about the feedback.</summary>
    public NoticeCircumstances ToCircumstances() =>
        new() { Visibility = Visibility, ChangedAt = ChangedAt, DecidedAt = DecidedAt, TakenDownAt = TakenDownAt };

    /// <summary>Locks the standing of the change's feedback, and takes the change over if it is the latest.</summary>
    /// <returns>The standing from now on; it is the change's own if that is the latest.</returns>
    public static async Task<FeedbackStanding> TakeOverAsync(
        NotificationsDbContext db, FeedbackVisibilityChanged change, CancellationToken cancellationToken)
    {
        var changedAt = change.ChangedAt.ToMicroseconds();
        var standing = await db.FindAndLockAsync<FeedbackStanding>(change.FeedbackId, cancellationToken);
        standing ??= db.Add(new FeedbackStanding
        {
            FeedbackId = change.FeedbackId,
            Visibility = change.Visibility,
            ChangeId = change.ChangeId,
            ChangedAt = changedAt,
        }).Entity;
        if (changedAt > standing.ChangedAt)
            (standing.Visibility, standing.ChangeId, standing.ChangedAt) = (change.Visibility, change.ChangeId, changedAt);

        if (change.Visibility != FeedbackVisibilities.Held)
            standing.DecidedAt = Later(standing.DecidedAt, changedAt);

        if (change.Visibility == FeedbackVisibilities.TakenDown)
            standing.TakenDownAt = Later(standing.TakenDownAt, changedAt);

        return standing;
    }

    private static DateTimeOffset Later(DateTimeOffset? known, DateTimeOffset change) => known > change ? known.Value : change;
}

internal sealed class FeedbackStandingMap : IEntityTypeConfiguration<FeedbackStanding>
{
    public void Configure(EntityTypeBuilder<FeedbackStanding> builder)
    {
        builder.ToTable("FeedbackStandings");
        builder.HasKey(standing => standing.FeedbackId);
        builder.Property(standing => standing.FeedbackId).ValueGeneratedNever();
        builder.ClusterByAge(standing => standing.ChangedAt);
        builder.Property(standing => standing.Visibility).HasMaxLength(NotificationsDbContext.KeywordLength);

        // The sweep over what is kept for a time only.
        builder.HasIndex(standing => standing.ChangedAt);
    }
}
