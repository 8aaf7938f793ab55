using Contracts.Messages;
using MassTransit;
using Messaging.EntityFrameworkCore.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Notifications.Email;
using Notifications.InApp;
using Notifications.Ledger;
using Notifications.Persistence;
using Notifications.Templates;

namespace Notifications.Notices;

/// <summary>
/// Records a notice on both channels, once: the in-app message, which is thereby delivered, and the email, which then
/// leaves on its own, so that neither channel can hold the other up (R9). Runs in the outbox's transaction.
/// </summary>
internal sealed partial class NoticeBoard(
    NotificationsDbContext db, MessageIds messageIds, TimeProvider clock, ILogger<NoticeBoard> logger)
{
    private static readonly QueryPerModel<Func<NotificationsDbContext, Guid, string, string, string, IAsyncEnumerable<LookedUp>>> s_lookUp =
        new(() => EF.CompileAsyncQuery((NotificationsDbContext db, Guid sourceId, string kind, string recipientId, string otherPartyId) =>
            db.Deliveries
                .Where(line => line.SourceId == sourceId && line.Notice == kind
                    && line.Channel == DeliveryChannels.Email && line.RecipientId == recipientId)
                .Select(line => new LookedUp { IsLine = true, Name = line.Notice })
                .Concat(db.UserProfiles
                    .Where(profile => profile.UserId == otherPartyId)
                    .Select(profile => new LookedUp { IsLine = false, Name = profile.DisplayName }))));

    public async Task PostAsync(ConsumeContext context, Notice notice)
    {
        var (isKnown, otherPartyName) = await LookUpAsync(notice, context.CancellationToken);
        if (isKnown)
        {
            LogRepeated(notice.Kind, notice.SourceId, notice.RecipientId);
            return;
        }

        var now = clock.GetUtcNow().ToMicroseconds();
        var message = InAppMessageOf(notice, otherPartyName, now);
        var email = EmailOf(notice, now);
        db.Add(message);
        db.Add(Line(notice, DeliveryChannels.InApp, message.MessageId, DeliveryStatuses.Delivered, attempts: 1, now));
        db.Add(email);

        await context.Publish(DeliveredOf(message), context.CancellationToken);
        await context.Send(SendEmail.Queue, new SendEmail { DeliveryId = email.DeliveryId, Attempt = 1 });
        LogPosted(notice.Kind, notice.SourceId, notice.RecipientId, notice.ContractId, message.MessageId, email.DeliveryId);
    }

    /// <summary>One round trip answers both: was this notice recorded before, and what is the other party called?</summary>
    private async Task<(bool IsKnown, string? OtherPartyName)> LookUpAsync(Notice notice, CancellationToken cancellationToken)
    {
        var (isKnown, name) = (false, (string?)null);
        await foreach (var row in s_lookUp.For(db)(db, notice.SourceId, notice.Kind, notice.RecipientId, notice.OtherPartyId).WithCancellation(cancellationToken))
        {
            if (row.IsLine)
                isKnown = true;
            else
                name = row.Name;
        }

        return (isKnown, name);
    }

    private static InAppMessage InAppMessageOf(Notice notice, string? otherPartyName, DateTimeOffset now) => new()
    {
        MessageId = Guid.CreateVersion7(now),
        SourceId = notice.SourceId,
        Kind = notice.Kind,
        RecipientId = notice.RecipientId,
        Text = InAppText.Of(notice, otherPartyName),
        ContractId = notice.ContractId,
        Link = ContractLink.To(notice.ContractId),
        CreatedAt = now,
    };

    private static InAppMessageDelivered DeliveredOf(InAppMessage message) => new()
    {
        MessageId = message.MessageId,
        RecipientId = message.RecipientId,
        Kind = message.Kind,
        ContractId = message.ContractId,
        DeliveredAt = message.CreatedAt,
    };

    private Delivery EmailOf(Notice notice, DateTimeOffset now)
    {
        var deliveryId = Guid.CreateVersion7(now);
        return Line(
            notice, DeliveryChannels.Email, deliveryId, DeliveryStatuses.Pending, attempts: 0, now,
            messageIds.Of(deliveryId), NoticeFactsJson.Write(notice.Facts));
    }

    private static Delivery Line(
        Notice notice, string channel, Guid deliveryId, string status, int attempts, DateTimeOffset now,
        string? messageId = null, string? facts = null) => new()
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
        "Notice {Kind} of {SourceId} for {RecipientId} on contract {ContractId}: in-app message {MessageId}, email {DeliveryId}.")]
    private partial void LogPosted(
        string kind, Guid sourceId, string recipientId, string contractId, Guid messageId, Guid deliveryId);

    [LoggerMessage(LogLevel.Debug, "Notice {Kind} of {SourceId} for {RecipientId} came again; it is recorded already.")]
    private partial void LogRepeated(string kind, Guid sourceId, string recipientId);

    private sealed record LookedUp
    {
        public required bool IsLine { get; init; }

        public required string? Name { get; init; }
    }
}
