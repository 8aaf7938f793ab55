using Microsoft.Extensions.Logging;
using Notifications.Email;
using Notifications.Persistence;
using Shared;

namespace Notifications.Deliveries;

/// <summary>
/// Releases an email that failed, whose fate is unknown, or that waits for its next attempt, and sends it at once (R51). Two releases at
/// the same time start one attempt. The audit log line names the operator, and is written after the commit.
/// </summary>
internal sealed partial class DeliveryReleases(TimeProvider clock, ILogger<DeliveryReleases> logger)
{
    /// <summary>Releases it in the transaction that is open on <paramref name="db"/>.</summary>
    /// <param name="db">The database.</param>
    /// <param name="resend">What is to be sent again, and for whom.</param>
    /// <param name="send">Sends the command of the next attempt with the commit; null to find out what would happen.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>The response to <see cref="ResendDelivery"/>, and its audit line.</returns>
    public async Task<Audited> ReleaseAsync(
        NotificationsDbContext db, ResendDelivery resend, Func<SendEmail, Task>? send, CancellationToken cancellationToken)
    {
        var (deliveryId, callerId) = (resend.DeliveryId, resend.CallerId);
        var digest = await DeliveryLocks.LockAsync(db, deliveryId, cancellationToken);
        if (await EmailDelivery.ReadAsync(db, deliveryId, cancellationToken) is not { Delivery: var delivery } email)
            return new(new DeliveryNotFound { DeliveryId = deliveryId }, () => LogUnknown(deliveryId, callerId));

        var now = clock.GetUtcNow().ToMicroseconds();
        var sendingUntil = digest?.SendingUntil ?? delivery.SendingUntil;
        var underWayUntil = sendingUntil > now ? sendingUntil : null;
        if (underWayUntil is null && delivery is { IsSent: false, WithheldFacts: null })
            delivery.TakeBack(await email.Circumstances.JudgeAsync(db, delivery, now, cancellationToken), now);

        if (RefusalOf(delivery, underWayUntil) is { } reason)
        {
            return new(
                new DeliveryNotReleased { DeliveryId = deliveryId, Reason = reason },
                () => LogRefused(deliveryId, callerId, delivery.Notice, delivery.SourceId, delivery.RecipientId, reason.Code));
        }

        delivery.Release(now);
        if (send is not null)
            await send(new SendEmail { DeliveryId = deliveryId, Attempt = delivery.Attempts + 1 });

        return new(
            new DeliveryReleased { DeliveryId = deliveryId, Status = delivery.Status, Attempts = delivery.Attempts },
            () => LogReleased(deliveryId, callerId, delivery.Notice, delivery.SourceId, delivery.RecipientId, delivery.Attempts));
    }

    private static RefusalReason? RefusalOf(Delivery delivery, DateTimeOffset? underWayUntil) => delivery.Status switch
    {
        DeliveryStatuses.Delivered => Refuse(
            ResendRefusals.Delivered, "The notice is delivered on this channel: it would come twice."),
        DeliveryStatuses.Superseded => Superseded(),
        DeliveryStatuses.TurnedOff => Refuse(
            ResendRefusals.TurnedOff, "The recipient turned the emails of this kind off."),
        _ when underWayUntil is not null => Refuse(
            ResendRefusals.UnderWay, "An attempt is under way. Resend when it has failed.", underWayUntil),
        DeliveryStatuses.WaitingForAddress => Refuse(
            ResendRefusals.WaitsForAddress, "The recipient has no address. The email is sent when one arrives."),

        // What an email is written from is kept until the email is delivered or superseded, or has failed long ago.
        DeliveryStatuses.Failed when delivery.Facts is null => Refuse(
            ResendRefusals.TextDeleted, "The email failed so long ago that what it would be written from is deleted."),
        _ when delivery.Facts is null => Superseded(),
        DeliveryStatuses.Pending when delivery.DigestId is not null => Refuse(
            ResendRefusals.UnderWay, "The notice waits for the recipient's next digest."),
        DeliveryStatuses.Pending when delivery.SendingUntil is null => Refuse(
            ResendRefusals.UnderWay, "The first attempt is due and begins by itself."),
        _ => null,
    };

    private static RefusalReason Superseded() => Refuse(
        ResendRefusals.Superseded, "The notice is no longer true: what it tells of has ended, so it is not sent (R48).");

    private static RefusalReason Refuse(string code, string detail, DateTimeOffset? endsAt = null) =>
        new() { Code = code, Detail = detail, EndsAt = endsAt };

    [LoggerMessage(
        LogLevel.Information,
        "Audit: {CallerId} released email {DeliveryId}, {Notice} of {SourceId} for {RecipientId}, after attempt {Attempts}")]
    private partial void LogReleased(
        Guid deliveryId, string callerId, string notice, Guid sourceId, string recipientId, int attempts);

    [LoggerMessage(
        LogLevel.Information,
        "Audit: {CallerId} could not release delivery {DeliveryId}, {Notice} of {SourceId} for {RecipientId}: {Reason}")]
    private partial void LogRefused(
        Guid deliveryId, string callerId, string notice, Guid sourceId, string recipientId, string reason);

    [LoggerMessage(LogLevel.Information, "Audit: {CallerId} wanted to release delivery {DeliveryId}, which is not known")]
    private partial void LogUnknown(Guid deliveryId, string callerId);
}
