using MassTransit;
using Messaging.EntityFrameworkCore.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Notifications.Deliveries;
using Notifications.Email;
using Notifications.Inbox;
using Notifications.Persistence;

namespace Notifications.Notices;

/// <summary>
/// Records a notice once on each channel: the in-app message, which is thereby delivered, and the delivery of the email, which
/// <see cref="SendEmailConsumer"/> then sends, so that neither channel delays the other (R9). Runs in the outbox's transaction.
/// </summary>
internal sealed partial class NoticeDispatcher(
    NotificationsDbContext db, IOptions<EmailOptions> emailOptions, TimeProvider clock, ILogger<NoticeDispatcher> logger)
{
    private static readonly QueryPerModel<Func<NotificationsDbContext, Guid, string, string, string, IAsyncEnumerable<LookupRow>>>
        _lookup = new(() => EF.CompileAsyncQuery(
            (NotificationsDbContext db, Guid sourceId, string kind, string recipientId, string otherPartyId) => db.Deliveries
                .Where(delivery => delivery.SourceId == sourceId && delivery.Notice == kind
                    && delivery.Channel == DeliveryChannels.Email && delivery.RecipientId == recipientId)
                .Select(delivery => new LookupRow { IsDelivery = true, Name = null })
                .Concat(db.UserProfiles
                    .Where(profile => profile.UserId == otherPartyId)
                    .Select(profile => new LookupRow { IsDelivery = false, Name = profile.DisplayName }))));

    public async Task DispatchAsync(ConsumeContext context, Notice notice)
    {
        var (isKnown, otherPartyName) = await LookUpAsync(notice, context.CancellationToken);
        if (isKnown)
        {
            LogRepeated(notice.Kind, notice.SourceId, notice.RecipientId);
            return;
        }

        var now = clock.GetUtcNow().ToMicroseconds();
        var message = ToInAppMessage(notice, otherPartyName, now);
        var email = ToEmailDelivery(notice, now);
        db.Add(message);
        db.Add(ToDelivery(notice, DeliveryChannels.InApp, message.MessageId, DeliveryStatuses.Delivered, attempts: 1, now));
        db.Add(email);

        await context.Publish(ToDelivered(message), context.CancellationToken);
        await context.Send(SendEmail.Queue, new SendEmail { DeliveryId = email.DeliveryId, Attempt = 1 });
        LogDispatched(notice.Kind, notice.SourceId, notice.RecipientId, notice.ContractId, message.MessageId, email.DeliveryId);
    }

    /// <summary>
    /// Reads in one round trip whether this notice is recorded already, and what the other party is called. Nothing is locked: a name
    /// that changes at this moment may be the old one, and a unique index lets one of two that record the notice through.
    /// </summary>
    private Task<(bool IsKnown, string? OtherPartyName)> LookUpAsync(Notice notice, CancellationToken cancellationToken) =>
        db.ReadUnlockedAsync(() => LookUpUnlockedAsync(notice, cancellationToken), cancellationToken);

    private async Task<(bool IsKnown, string? OtherPartyName)> LookUpUnlockedAsync(Notice notice, CancellationToken cancellationToken)
    {
        var (isKnown, name) = (false, (string?)null);
        var rows = _lookup.For(db)(db, notice.SourceId, notice.Kind, notice.RecipientId, notice.OtherPartyId);
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            if (row.IsDelivery)
                isKnown = true;
            else
                name = row.Name;
        }

        return (isKnown, name);
    }

    private static InAppMessage ToInAppMessage(Notice notice, string? otherPartyName, DateTimeOffset now) => new()
    {
        MessageId = Guid.CreateVersion7(now),
        SourceId = notice.SourceId,
        Kind = notice.Kind,
        RecipientId = notice.RecipientId,
        Text = NoticeTexts.InApp(notice, otherPartyName),
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
        var deliveryId = Guid.CreateVersion7(now);
        return ToDelivery(
            notice, DeliveryChannels.Email, deliveryId, DeliveryStatuses.Pending, attempts: 0, now,
            emailOptions.Value.MessageIdOf(deliveryId), notice.Facts.ToJson());
    }

    private static Delivery ToDelivery(
        Notice notice, string channel, Guid deliveryId, string status, int attempts, DateTimeOffset now,
        string? messageId = null, string? facts = null) =>
        new()
        {
            DeliveryId = deliveryId,
            SourceId = notice.SourceId,
            RequestId = notice.RequestId,
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

    [LoggerMessage(LogLevel.Debug, "Notice {Kind} of {SourceId} for {RecipientId} came again; it is recorded already")]
    private partial void LogRepeated(string kind, Guid sourceId, string recipientId);

    private sealed record LookupRow
    {
        public required bool IsDelivery { get; init; }

        /// <summary>The name of a profile. SQL Server unites no columns of different collations, so a delivery has none here.</summary>
        public required string? Name { get; init; }
    }
}
