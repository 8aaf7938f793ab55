using MassTransit;
using Messaging.EntityFrameworkCore.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Notifications.Deliveries;
using Notifications.Email;
using Notifications.Notices;
using Notifications.Persistence;
using Notifications.Profiles;

namespace Notifications.Preferences;

/// <summary>
/// Gathers notices for one email a day. A digest is a delivery of its own, which a timer starts at the recipient's local hour; the
/// deliveries of its notices refer to it and share its fate. Its id derives from the recipient and the day, so that its
/// <c>Message-ID</c> does too (R49).
/// </summary>
internal sealed class EmailDigests(
    NotificationsDbContext db, IOptions<NotificationOptions> notificationOptions, IOptions<EmailOptions> emailOptions)
{
    /// <summary>What a digest is called among the kinds of notices.</summary>
    public const string Kind = "digest";

    /// <summary>
    /// The digest of the recipient that waits for an address, or else the next that has not begun to leave: its row is locked and
    /// written, so that an attempt at it sees the notice that joins it now, or the notice finds the attempt and joins the digest of
    /// another day.
    /// </summary>
    public async Task<Guid> JoinAsync(ConsumeContext context, string recipientId, string? timeZone, DateTimeOffset now)
    {
        if (await WaitingForAddressAsync(recipientId, context.CancellationToken) is { } waitingId
            && TryJoin(await db.FindAndLockAsync<Delivery>(waitingId, context.CancellationToken), now))
        {
            return waitingId;
        }

        var due = DigestTime.After(now, timeZone, notificationOptions.Value.DigestHour);
        while (true)
        {
            var digestId = NoticeIds.OfDigest(recipientId, due.Day);
            var digest = await db.FindAndLockAsync<Delivery>(digestId, context.CancellationToken);
            if (digest is null)
            {
                db.Add(NewDigest(digestId, recipientId, now));
                await context.ScheduleSend(
                    SendEmail.Queue,
                    due.At.UtcDateTime,
                    new SendEmail { DeliveryId = digestId, Attempt = 1 },
                    context.CancellationToken);
                return digestId;
            }

            if (TryJoin(digest, now))
                return digestId;

            due = DigestTime.After(due.At, timeZone, notificationOptions.Value.DigestHour);
        }
    }

    /// <summary>
    /// The notices of a digest that are still to be sent, oldest first. Those of a failed one are among them, because operators may send
    /// it again (R51). One without facts was left out of an earlier attempt.
    /// </summary>
    public static Task<List<DigestNotice>> OpenNoticesAsync(
        NotificationsDbContext db, Guid digestId, CancellationToken cancellationToken) =>
        (from delivery in db.Deliveries.AsTracking()
         where delivery.DigestId == digestId
             && delivery.Facts != null
             && (delivery.Status == DeliveryStatuses.Pending
                 || delivery.Status == DeliveryStatuses.Retrying
                 || delivery.Status == DeliveryStatuses.Unknown
                 || delivery.Status == DeliveryStatuses.Failed)
         orderby delivery.CreatedAt, delivery.DeliveryId
         join profile in db.UserProfiles on delivery.OtherPartyId equals profile.UserId into otherParties
         from otherParty in otherParties.DefaultIfEmpty()
         join preference in db.EmailPreferences
             on new { UserId = delivery.RecipientId, Kind = delivery.Notice } equals new { preference.UserId, preference.Kind }
             into preferences
         from preference in preferences.DefaultIfEmpty()
         join standing in db.FeedbackStandings on delivery.FeedbackId ?? delivery.SourceId equals standing.FeedbackId into standings
         from standing in standings.DefaultIfEmpty()
         select new DigestNotice
         {
             Delivery = delivery,
             OtherPartyName = otherParty.DisplayName,
             Mode = preference.Mode,
             Circumstances = new NoticeCircumstances
             {
                 RequestHasEnded = db.Deliveries.Any(end =>
                     end.RequestId == delivery.SourceId && Notice.Endings.Contains(end.Notice)),
                 Visibility = standing.Visibility,
                 ChangedAt = standing.ChangedAt,
                 DecidedAt = standing.DecidedAt,
                 TakenDownAt = standing.TakenDownAt,
             },
         }).ToListAsync(cancellationToken);

    /// <summary>The digest that leaves when an address of the recipient arrives.</summary>
    private Task<Guid?> WaitingForAddressAsync(string recipientId, CancellationToken cancellationToken) =>
        db.ReadUnlockedAsync(
            () => db.Deliveries
                .Where(delivery => delivery.RecipientId == recipientId
                    && delivery.Status == DeliveryStatuses.WaitingForAddress
                    && delivery.Notice == Kind
                    && delivery.Attempts == 0)
                .OrderBy(delivery => delivery.CreatedAt)
                .Select(delivery => (Guid?)delivery.DeliveryId)
                .FirstOrDefaultAsync(cancellationToken),
            cancellationToken);

    private static bool TryJoin(Delivery? digest, DateTimeOffset now)
    {
        if (digest is not { Attempts: 0, SendingUntil: null, IsSettled: false })
            return false;

        digest.At = now;
        return true;
    }

    private Delivery NewDigest(Guid digestId, string recipientId, DateTimeOffset now) => new()
    {
        DeliveryId = digestId,
        SourceId = digestId,
        ContractId = "",
        Notice = Kind,
        Channel = DeliveryChannels.Email,
        RecipientId = recipientId,
        OtherPartyId = "",
        Status = DeliveryStatuses.Pending,
        CreatedAt = now,
        At = now,
        MessageId = emailOptions.Value.MessageIdOf(digestId),
        Facts = new NoticeFacts().ToJson(),
    };
}

/// <summary>A notice that waits for a digest, with what is known now of the names, the preference and the request.</summary>
internal sealed record DigestNotice
{
    /// <summary>Its delivery, tracked by the DbContext that it was read with.</summary>
    public required Delivery Delivery { get; init; }

    public required string? OtherPartyName { get; init; }

    /// <summary>One of <see cref="EmailModes"/>; null for a recipient who has said nothing.</summary>
    public required string? Mode { get; init; }

    /// <summary>What is known of what it is about, which says whether it is true (R48).</summary>
    public required NoticeCircumstances Circumstances { get; init; }
}

/// <summary>The instant and the local day of a digest.</summary>
internal readonly record struct DigestTime(DateTimeOffset At, DateOnly Day)
{
    /// <summary>The first instant after <paramref name="now"/> at which it is <paramref name="hour"/> o'clock in the time zone.</summary>
    /// <param name="now">The present instant.</param>
    /// <param name="timeZone">An IANA time zone; null, or one that this machine doesn't know: UTC.</param>
    /// <param name="hour">The hour, from 0 to 23. Where clocks skip it, the digest is due when they go on.</param>
    public static DigestTime After(DateTimeOffset now, string? timeZone, int hour)
    {
        var zone = LocalTime.ZoneOf(timeZone);
        for (var day = LocalTime.DayOf(now, timeZone); ; day = day.AddDays(1))
        {
            var local = day.ToDateTime(new TimeOnly(hour, 0));
            while (zone.IsInvalidTime(local))
                local = local.AddMinutes(15);

            var at = new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
            if (at > now)
                return new DigestTime(at, day);
        }
    }
}
