using Messaging.EntityFrameworkCore.Databases;
using Microsoft.EntityFrameworkCore;
using Notifications.Deliveries;
using Notifications.Notices;
using Notifications.Persistence;
using Notifications.Preferences;

namespace Notifications.Email;

/// <summary>The delivery of an email, with what is known now of the names, the address and the request.</summary>
internal sealed record EmailDelivery
{
    /// <summary>Compiled once, because it runs for every email.</summary>
    private static readonly QueryPerModel<Func<NotificationsDbContext, Guid, CancellationToken, Task<EmailDelivery?>>> _read = new(() =>
        EF.CompileAsyncQuery((NotificationsDbContext db, Guid deliveryId, CancellationToken cancellationToken) =>
            (from delivery in db.Deliveries.AsTracking()
             where delivery.DeliveryId == deliveryId
             join profile in db.UserProfiles on delivery.RecipientId equals profile.UserId into recipients
             from recipient in recipients.DefaultIfEmpty()
             join profile in db.UserProfiles on delivery.OtherPartyId equals profile.UserId into otherParties
             from otherParty in otherParties.DefaultIfEmpty()
             join preference in db.EmailPreferences
                 on new { UserId = delivery.RecipientId, Kind = delivery.Notice } equals new { preference.UserId, preference.Kind }
                 into preferences
             from preference in preferences.DefaultIfEmpty()
             join standing in db.FeedbackStandings on delivery.FeedbackId ?? delivery.SourceId equals standing.FeedbackId into standings
             from standing in standings.DefaultIfEmpty()
             select new EmailDelivery
             {
                 Delivery = delivery,
                 Address = recipient.Email,
                 RecipientName = recipient.DisplayName,
                 OtherPartyName = otherParty.DisplayName,
                 Locale = recipient.Locale,
                 TimeZone = recipient.TimeZone,
                 Mode = preference.Mode,
                 UnsubscribeToken = preference.Token,

                 // A delivery without the id of a feedback may be about the feedback that is its source: those from before the column are.
                 Circumstances = new NoticeCircumstances
                 {
                     // An invitation is about its request, and the notice of the request's end is there in whatever order the events came.
                     RequestHasEnded = db.Deliveries.Any(end =>
                         end.RequestId == delivery.SourceId && Notice.Endings.Contains(end.Notice)),
                     Visibility = standing.Visibility,
                     ChangedAt = standing.ChangedAt,
                     DecidedAt = standing.DecidedAt,
                     TakenDownAt = standing.TakenDownAt,
                 },
             }).SingleOrDefault()));

    /// <summary>The delivery, tracked by the DbContext that it was read with.</summary>
    public required Delivery Delivery { get; init; }

    public required string? Address { get; init; }

    public required string? RecipientName { get; init; }

    public required string? OtherPartyName { get; init; }

    public required string? Locale { get; init; }

    public required string? TimeZone { get; init; }

    /// <summary>One of <see cref="EmailModes"/>; null for a recipient who has said nothing and had no such email.</summary>
    public required string? Mode { get; init; }

    /// <summary>Null until the first email of the kind to this recipient.</summary>
    public required string? UnsubscribeToken { get; init; }

    /// <summary>What is known of what it is about, which says whether it is true (R48).</summary>
    public required NoticeCircumstances Circumstances { get; init; }

    /// <summary>Of a digest: the notices that leave in it.</summary>
    public IReadOnlyList<DigestNotice> DigestNotices { get; init; } = [];

    /// <summary>Whether it, or a notice of the digest, is for the day alone (R56).</summary>
    public bool IsForTheDay =>
        Notice.IsForTheDay(Delivery.Notice) || DigestNotices.Any(notice => Notice.IsForTheDay(notice.Delivery.Notice));

    /// <summary>
    /// Reads it in one round trip; null if there is no such delivery. Nothing is locked: the concurrency tokens of the delivery protect
    /// an attempt at it, except at one whose fate is unknown, which stays unknown when it is withdrawn.
    /// </summary>
    public static Task<EmailDelivery?> ReadAsync(NotificationsDbContext db, Guid deliveryId, CancellationToken cancellationToken) =>
        db.ReadUnlockedAsync(() => _read.For(db)(db, deliveryId, cancellationToken), cancellationToken);
}

/// <summary>A failed attempt.</summary>
/// <param name="ErrorClass">The kind of failure, for the log.</param>
/// <param name="Failure">Whose fault it is.</param>
/// <param name="Reply">The server's own words, without addresses; null if it said nothing.</param>
internal sealed record FailedAttempt(string ErrorClass, EmailFailure Failure, string? Reply = null)
{
    /// <summary>What the delivery says of it.</summary>
    public string Reason => Reply ?? ErrorClass;

    public bool MayHaveArrived => Failure == EmailFailure.Unknown;
}
