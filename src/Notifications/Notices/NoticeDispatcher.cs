using MassTransit;
using Messaging.EntityFrameworkCore.Databases;
using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Notifications.Deliveries;
using Notifications.Email;
using Notifications.Inbox;
using Notifications.Persistence;
using Notifications.Preferences;
using Notifications.Profiles;
using Notifications.Reconciliation;
using Notifications.Retention;
using Shared;

namespace Notifications.Notices;

/// <summary>
/// Records a notice once on each channel: the in-app message, which is thereby delivered, and the delivery of the email, which
/// <see cref="SendEmailConsumer"/> then sends, so that neither channel delays the other (R9). A notice that is not true when its event
/// comes is recorded as superseded on both (R48). One that may be true again is told in the app alone, where it says no more than the
/// contract room (R60). One of what happened longer ago than deliveries are kept may have been told before,
/// and is dropped. The recipient's preferences decide whether the email leaves by itself, in the day's
/// digest, or not at all; of the invitations to one client only so many a day leave by themselves, whoever makes them. Runs in the
/// outbox's transaction.
/// </summary>
internal sealed partial class NoticeDispatcher(
    NotificationsDbContext db, EmailDigests digests, IOptions<EmailOptions> emailOptions, IOptions<NotificationOptions> options,
    IOptions<RetentionOptions> retention, QuietHours quietHours, TimeProvider clock, ILogger<NoticeDispatcher> logger)
{
    /// <summary>Dispatches the notice, or returns when to do so because it is night where the recipient is (R56).</summary>
    /// <param name="context">The event.</param>
    /// <param name="notice">What is told.</param>
    public async Task<DateTimeOffset?> DispatchAsync(ConsumeContext context, Notice notice)
    {
        var known = await KnownOfNotice.ReadAsync(db, notice, context.CancellationToken);
        if (known.IsRecorded)
        {
            LogRepeated(notice.Kind, notice.SourceId, notice.RecipientId);
            return null;
        }

        var now = clock.GetUtcNow().ToMicroseconds();
        if (notice.OccurredAt < now - retention.Value.Deliveries)
        {
            LogTooOld(notice.Kind, notice.SourceId, notice.RecipientId);
            return null;
        }

        if (context.Headers.Get<bool>(Reconciled.Header) == true)
        {
            MessagingTelemetry.CountFinding<NotificationsDbContext>(NoticeFindings.NoticeMissing);
            LogMissing(notice.Kind, notice.SourceId, notice.RecipientId, notice.ContractId);
        }

        if (known.IsErased(notice.OtherPartyId))
            notice = notice.WithoutErasedOtherParty();

        if (known.IsErased(notice.RecipientId))
        {
            RecordSuperseded(notice with { RecipientId = ErasedUser.PseudonymOf(notice.RecipientId) }, now);
            await CheckInvitationsAsync(context, known, notice);
            return null;
        }

        var email = ToEmailDelivery(notice, now);
        var truth = await known.Circumstances.JudgeAsync(db, email, now, context.CancellationToken);
        if (truth == NoticeTruth.Untrue)
        {
            RecordSuperseded(notice, now);
            return null;
        }

        var recipient = known.Recipient;
        if (Notice.IsForTheDay(notice.Kind) && quietHours.EndOf(now, recipient?.TimeZone) is { } morning)
            return PutOff(notice, now, morning);

        var message = ToInAppMessage(notice, known.OtherPartyName, recipient, now);
        var mode = await ModeOfAsync(notice, recipient, now, context.CancellationToken);
        if (mode == EmailModes.Off)
            email.TurnOff(now);
        else if (truth == NoticeTruth.Withheld)
            email.Withhold(now);
        else if (mode == EmailModes.Digest)
            email.DigestId = await digests.JoinAsync(context, notice.RecipientId, recipient?.TimeZone, now);

        db.Add(message);
        db.Add(ToDelivery(notice, DeliveryChannels.InApp, DeliveryStatuses.Delivered, attempts: 1, now));
        db.Add(email);

        await context.Publish(ToDelivered(message), context.CancellationToken);
        if (mode == EmailModes.On && truth == NoticeTruth.True)
            await context.Send(SendEmail.Queue, new SendEmail { DeliveryId = email.DeliveryId, Attempt = 1 });

        await CheckInvitationsAsync(context, known, notice);
        LogDispatched(notice.Kind, notice.SourceId, notice.RecipientId, notice.ContractId, message.MessageId, email.DeliveryId);
        return null;
    }

    /// <summary>The morning, unless the notice is no longer true by then.</summary>
    private DateTimeOffset? PutOff(Notice notice, DateTimeOffset now, DateTimeOffset morning)
    {
        if (NoticeCircumstances.None.Judge(notice.Kind, notice.Facts, morning) != NoticeTruth.True)
        {
            RecordSuperseded(notice, now);
            return null;
        }

        LogPutOff(notice.Kind, notice.SourceId, notice.RecipientId, morning);
        return morning;
    }

    private static async Task CheckInvitationsAsync(ConsumeContext context, KnownOfNotice known, Notice notice)
    {
        foreach (var invitation in known.InvitationsToCheck(notice))
            await context.Send(SendEmail.Queue, invitation);
    }

    private void RecordSuperseded(Notice notice, DateTimeOffset now)
    {
        db.Add(ToDelivery(notice, DeliveryChannels.InApp, DeliveryStatuses.Superseded, attempts: 0, now));
        db.Add(ToDelivery(notice, DeliveryChannels.Email, DeliveryStatuses.Superseded, attempts: 0, now));
        LogSuperseded(notice.Kind, notice.SourceId, notice.RecipientId, notice.ContractId);
    }

    /// <summary>
    /// How the email leaves: one of <see cref="EmailModes"/>. The invitations to a client are counted on the client's profile, which is
    /// locked, so that those that come at the same time are counted one after the other.
    /// </summary>
    private async Task<string> ModeOfAsync(
        Notice notice, NoticeRecipient? recipient, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var mode = recipient?.Mode ?? EmailModes.On;
        if (mode != EmailModes.On || !Notice.IsForClient(notice.Kind))
            return mode;

        var profile = await db.FindAndLockAsync<UserProfile>(notice.RecipientId, cancellationToken);
        if (profile is null)
            db.Add(profile = new UserProfile { UserId = notice.RecipientId });

        var today = LocalTime.DayOf(now, profile.TimeZone);
        return profile.TryCountInvitation(today, options.Value.SingleEmailsPerDay) ? EmailModes.On : EmailModes.Digest;
    }

    private static InAppMessage ToInAppMessage(Notice notice, string? otherPartyName, NoticeRecipient? recipient, DateTimeOffset now) =>
        new()
        {
            MessageId = NoticeIds.Of(notice, DeliveryChannels.InApp),
            SourceId = notice.SourceId,
            Kind = notice.Kind,
            RecipientId = notice.RecipientId,
            Text = NoticeTexts.For(recipient?.Locale, recipient?.TimeZone).InApp(notice.Kind, notice.Facts, otherPartyName),
            ContractId = notice.ContractId,
            Link = ContractLink.To(notice.ContractId),
            CreatedAt = now,
        };

    private static InAppMessageDelivered ToDelivered(InAppMessage message) => new()
    {
        MessageId = message.MessageId,
        RecipientId = message.RecipientId,
        Kind = message.Kind,
        ContractId = message.ContractId,
        DeliveredAt = message.CreatedAt,
    };

    private Delivery ToEmailDelivery(Notice notice, DateTimeOffset now)
    {
        var messageId = emailOptions.Value.MessageIdOf(NoticeIds.Of(notice, DeliveryChannels.Email));
        return ToDelivery(
            notice, DeliveryChannels.Email, DeliveryStatuses.Pending, attempts: 0, now, messageId, notice.Facts.ToJson());
    }

    private static Delivery ToDelivery(
        Notice notice, string channel, string status, int attempts, DateTimeOffset now, string? messageId = null, string? facts = null) =>
        new()
        {
            DeliveryId = NoticeIds.Of(notice, channel),
            SourceId = notice.SourceId,
            RequestId = notice.RequestId,
            FeedbackId = notice.FeedbackId,
            ContractId = notice.ContractId,
            Notice = notice.Kind,
            Channel = channel,
            RecipientId = notice.RecipientId,
            OtherPartyId = notice.OtherPartyId,
            Status = status,
            Attempts = attempts,
            CreatedAt = now,
            At = now,
            MessageId = messageId,
            Facts = facts,
        };

    [LoggerMessage(
        LogLevel.Information,
        "Notice {Kind} of {SourceId} for {RecipientId} on contract {ContractId}: in-app message {MessageId}, email {DeliveryId}")]
    private partial void LogDispatched(
        string kind, Guid sourceId, string recipientId, string contractId, Guid messageId, Guid deliveryId);

    [LoggerMessage(
        LogLevel.Warning,
        "Reconciliation found that notice {Kind} of {SourceId} for {RecipientId} on contract {ContractId} was missing; it is sent now")]
    private partial void LogMissing(string kind, Guid sourceId, string recipientId, string contractId);

    [LoggerMessage(
        LogLevel.Warning,
        "Notice {Kind} of {SourceId} for {RecipientId} is dropped: it is of so long ago that its delivery would have been deleted")]
    private partial void LogTooOld(string kind, Guid sourceId, string recipientId);

    [LoggerMessage(LogLevel.Information, "Notice {Kind} of {SourceId} for {RecipientId} waits for the morning, until {Morning:O}")]
    private partial void LogPutOff(string kind, Guid sourceId, string recipientId, DateTimeOffset morning);

    [LoggerMessage(LogLevel.Debug, "Notice {Kind} of {SourceId} for {RecipientId} came again; it is recorded already")]
    private partial void LogRepeated(string kind, Guid sourceId, string recipientId);

    [LoggerMessage(
        LogLevel.Information,
        "Notice {Kind} of {SourceId} for {RecipientId} on contract {ContractId} is superseded: it was no longer true when its event came")]
    private partial void LogSuperseded(string kind, Guid sourceId, string recipientId, string contractId);
}
