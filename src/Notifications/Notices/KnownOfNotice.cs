using Messaging.EntityFrameworkCore.Databases;
using Microsoft.EntityFrameworkCore;
using Notifications.Email;
using Notifications.Persistence;
using Shared;

namespace Notifications.Notices;

/// <summary>What is known of a notice before it is recorded.</summary>
internal sealed class KnownOfNotice
{
    private static readonly QueryPerModel<
        Func<NotificationsDbContext, Guid, string, string, Guid?, string, Guid, Guid, Guid, DateTimeOffset, IAsyncEnumerable<Row>>>
        _rows = new(() => EF.CompileAsyncQuery(
            (NotificationsDbContext db, Guid sourceId, string kind, string recipientId, Guid? requestId, string otherPartyId,
                Guid recipientKey, Guid otherPartyKey, Guid feedbackId, DateTimeOffset decidedAt) =>
                // The texts come first: SQL Server takes two columns of nothing but NULL for numbers.
                (from profile in db.UserProfiles
                 where profile.UserId == recipientId || profile.UserId == otherPartyId
                 join found in db.EmailPreferences.Where(preference => preference.Kind == kind)
                     on profile.UserId equals found.UserId into preferences
                 from preference in preferences.DefaultIfEmpty()
                 select new Row
                 {
                     Found = profile.UserId == recipientId ? Found.Recipient : Found.OtherParty,
                     DeliveryId = Guid.Empty,
                     Attempts = 0,
                     Name = profile.DisplayName,
                     Locale = profile.Locale,
                     TimeZone = profile.TimeZone,
                     Mode = preference.Mode,
                 })
                    .Concat(db.Set<ErasedUser>()
                        .Where(erased => erased.UserKey == recipientKey || erased.UserKey == otherPartyKey)
                        .Select(erased => new Row
                        {
                            Found = Found.Erased,
                            DeliveryId = erased.UserKey,
                            Attempts = 0,
                            Name = null,
                            Locale = null,
                            TimeZone = null,
                            Mode = null,
                        }))
                    .Concat(db.Deliveries
                        .Where(delivery => delivery.SourceId == sourceId && delivery.Notice == kind
                            && delivery.Channel == DeliveryChannels.Email && delivery.RecipientId == recipientId)
                        .Select(delivery => new Row
                        {
                            Found = Found.Recorded,
                            DeliveryId = delivery.DeliveryId,
                            Attempts = delivery.Attempts,
                            Name = null,
                            Locale = null,
                            TimeZone = null,
                            Mode = null,
                        }))
                    .Concat(db.Deliveries
                        .Where(delivery => requestId != null && delivery.RequestId == requestId
                            && delivery.Channel == DeliveryChannels.Email
                            && Notice.Endings.Contains(delivery.Notice))
                        .Select(delivery => new Row
                        {
                            Found = Found.End,
                            DeliveryId = delivery.DeliveryId,
                            Attempts = delivery.Attempts,
                            Name = null,
                            Locale = null,
                            TimeZone = null,
                            Mode = null,
                        }))
                    .Concat(db.Deliveries
                        .Where(delivery => requestId != null && delivery.RequestId == requestId
                            && delivery.Channel == DeliveryChannels.Email
                            && Notice.Invitations.Contains(delivery.Notice)
                            && (delivery.Status == DeliveryStatuses.Pending
                                || delivery.Status == DeliveryStatuses.WaitingForAddress
                                || delivery.Status == DeliveryStatuses.Retrying))
                        .Select(delivery => new Row
                        {
                            Found = Found.Invitation,
                            DeliveryId = delivery.DeliveryId,
                            Attempts = delivery.Attempts,
                            Name = null,
                            Locale = null,
                            TimeZone = null,
                            Mode = null,
                        }))
                    .Concat(db.FeedbackStandings
                        .Where(standing => standing.FeedbackId == feedbackId && standing.ChangedAt > decidedAt)
                        .Select(standing => new Row
                        {
                            Found = Found.Standing,
                            DeliveryId = standing.ChangeId,
                            Attempts = 0,
                            Name = null,
                            Locale = null,
                            TimeZone = null,
                            Mode = null,
                        }))));

    private readonly List<SendEmail> _invitations = [];
    private readonly HashSet<Guid> _erased = [];

    private bool _isChangedLater;
    private FeedbackStanding? _standing;

    private KnownOfNotice()
    {
    }

    private enum Found
    {
        Recorded,
        End,
        Invitation,
        OtherParty,
        Recipient,
        Erased,
        Standing,
    }

    /// <summary>Whether the notice itself is recorded already.</summary>
    public bool IsRecorded { get; private set; }

    /// <summary>Whether a notice tells that the request has ended, in whatever order the events come.</summary>
    public bool RequestHasEnded { get; private set; }

    public NoticeCircumstances Circumstances =>
        (_standing?.ToCircumstances() ?? NoticeCircumstances.None) with { RequestHasEnded = RequestHasEnded };

    public string? OtherPartyName { get; private set; }

    /// <summary>Null for a recipient who has no profile, and so no preferences either.</summary>
    public NoticeRecipient? Recipient { get; private set; }

    /// <summary>Whether that party of the contract was erased, whether the notice names the id or the pseudonym.</summary>
    public bool IsErased(string userId) => _erased.Contains(ErasedUser.KeyOf(userId));

    /// <summary>
    /// Reads it in one round trip, or in two where operators changed later who sees the feedback. Nothing is locked: a profile that
    /// changes at this moment may be the old one, and a unique index lets one of two that record the notice through.
    /// </summary>
    public static Task<KnownOfNotice> ReadAsync(NotificationsDbContext db, Notice notice, CancellationToken cancellationToken) =>
        db.ReadUnlockedAsync(() => ReadUnlockedAsync(db, notice, cancellationToken), cancellationToken);

    /// <summary>
    /// Attempts at the invitations to the request that this notice ends and that are not sent yet: each finds that the invitation is
    /// superseded (R48).
    /// </summary>
    public IReadOnlyList<SendEmail> InvitationsToCheck(Notice notice) =>
        Notice.Endings.Contains(notice.Kind) ? _invitations : [];

    private static async Task<KnownOfNotice> ReadUnlockedAsync(
        NotificationsDbContext db, Notice notice, CancellationToken cancellationToken)
    {
        var known = new KnownOfNotice();
        var rows = _rows.For(db)(
            db, notice.SourceId, notice.Kind, notice.RecipientId, notice.RequestId, notice.OtherPartyId,
            ErasedUser.KeyOf(notice.RecipientId), ErasedUser.KeyOf(notice.OtherPartyId),
            notice.FeedbackId ?? Guid.Empty, notice.Facts.DecidedAt ?? DateTimeOffset.UnixEpoch);
        await foreach (var row in rows.WithCancellation(cancellationToken))
            known.Take(row);

        if (known._isChangedLater)
        {
            known._standing = await db.FeedbackStandings.AsNoTracking()
                .SingleOrDefaultAsync(standing => standing.FeedbackId == notice.FeedbackId, cancellationToken);
        }

        return known;
    }

    private void Take(Row row)
    {
        switch (row.Found)
        {
            case Found.Recorded:
                IsRecorded = true;
                break;
            case Found.End:
                RequestHasEnded = true;
                break;
            case Found.Invitation:
                _invitations.Add(new SendEmail { DeliveryId = row.DeliveryId, Attempt = row.Attempts + 1 });
                break;
            case Found.Erased:
                _erased.Add(row.DeliveryId);
                break;
            case Found.Standing:
                _isChangedLater = true;
                break;
            case Found.Recipient:
                Recipient = new NoticeRecipient(row.Locale, row.TimeZone, row.Mode);
                break;
            default:
                OtherPartyName = row.Name;
                break;
        }
    }

    private sealed record Row
    {
        public required Found Found { get; init; }

        public required Guid DeliveryId { get; init; }

        public required int Attempts { get; init; }

        /// <summary>The name of a profile. SQL Server unites no columns of different collations, so a delivery has no text here.</summary>
        public required string? Name { get; init; }

        public required string? Locale { get; init; }

        public required string? TimeZone { get; init; }

        public required string? Mode { get; init; }
    }
}

/// <summary>How the recipient of a notice reads, and takes the emails of its kind.</summary>
/// <param name="Locale">The language; null for one that nobody named.</param>
/// <param name="TimeZone">The zone; null for one that nobody named.</param>
/// <param name="Mode">One of <see cref="EmailModes"/>; null for a recipient who has said nothing.</param>
internal sealed record NoticeRecipient(string? Locale, string? TimeZone, string? Mode);
