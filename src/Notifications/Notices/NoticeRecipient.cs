using Messaging.EntityFrameworkCore.Databases;
using Microsoft.EntityFrameworkCore;
using Notifications.Persistence;

namespace Notifications.Notices;

/// <summary>How the recipient of a notice reads, and takes the emails of its kind.</summary>
internal sealed record NoticeRecipient
{
    private static readonly QueryPerModel<Func<NotificationsDbContext, string, string, CancellationToken, Task<NoticeRecipient?>>> _read =
        new(() => EF.CompileAsyncQuery((NotificationsDbContext db, string userId, string kind, CancellationToken cancellationToken) =>
            (from profile in db.UserProfiles
             where profile.UserId == userId
             join preference in db.EmailPreferences.Where(row => row.Kind == kind)
                 on profile.UserId equals preference.UserId into preferences
             from preference in preferences.DefaultIfEmpty()
             select new NoticeRecipient
             {
                 Locale = profile.Locale,
                 TimeZone = profile.TimeZone,
                 Mode = preference.Mode,
             }).SingleOrDefault()));

    public required string? Locale { get; init; }

    public required string? TimeZone { get; init; }

    /// <summary>One of <see cref="EmailModes"/>; null for a recipient who has said nothing.</summary>
    public required string? Mode { get; init; }

    /// <summary>Reads it in one round trip; null for a recipient who has no profile, and so no preferences either.</summary>
    public static Task<NoticeRecipient?> ReadAsync(NotificationsDbContext db, Notice notice, CancellationToken cancellationToken) =>
        db.ReadUnlockedAsync(() => _read.For(db)(db, notice.RecipientId, notice.Kind, cancellationToken), cancellationToken);
}
