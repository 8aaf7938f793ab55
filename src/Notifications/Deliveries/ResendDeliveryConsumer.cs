using MassTransit;
using Messaging.EntityFrameworkCore.Databases;
using Messaging.EntityFrameworkCore.Outbox;
using Messaging.EntityFrameworkCore.Receiving;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Notifications.Email;
using Notifications.Persistence;
using Notifications.Profiles;

namespace Notifications.Deliveries;

/// <summary>
/// Releases an email that failed, whose fate is unknown, or that waits for its next attempt, and sends it at once (R51). Two releases at
/// the same time start one attempt. The audit log line names the operator.
/// </summary>
internal sealed partial class ResendDeliveryConsumer(
    ConsumerTransactions<NotificationsDbContext> transactions, TimeProvider clock, ILogger<ResendDeliveryConsumer> logger)
    : IConsumer<ResendDelivery>
{
    public async Task Consume(ConsumeContext<ResendDelivery> context) =>
        await context.RespondAsync(await transactions.RunAsync(context, ReleaseAsync));

    private async Task<object> ReleaseAsync(ConsumerTransaction<NotificationsDbContext, ResendDelivery> transaction)
    {
        var (db, context, _) = transaction;
        var (deliveryId, callerId) = (context.Message.DeliveryId, context.Message.CallerId);
        var digest = await DeliveryLocks.LockAsync(db, deliveryId, context.CancellationToken);
        if (await EmailDelivery.ReadAsync(db, deliveryId, context.CancellationToken) is not { Delivery: var delivery } email)
        {
            LogUnknown(deliveryId, callerId);
            return new DeliveryNotFound { DeliveryId = deliveryId };
        }

        var now = clock.GetUtcNow().ToMicroseconds();
        var sendingUntil = digest?.SendingUntil ?? delivery.SendingUntil;
        var underWayUntil = sendingUntil > now ? sendingUntil : null;
        if (underWayUntil is null && !delivery.IsSent && email.IsMoot(now))
            delivery.Supersede(now);

        if (RefusalOf(delivery, underWayUntil) is { } reason)
        {
            LogRefused(deliveryId, callerId, delivery.Notice, delivery.SourceId, delivery.RecipientId, reason.Code);
            return new DeliveryNotReleased { DeliveryId = deliveryId, Reason = reason };
        }

        delivery.Release(now);
        await context.Send(SendEmail.Queue, new SendEmail { DeliveryId = deliveryId, Attempt = delivery.Attempts + 1 });
        LogReleased(deliveryId, callerId, delivery.Notice, delivery.SourceId, delivery.RecipientId, delivery.Attempts);
        return new DeliveryReleased { DeliveryId = deliveryId, Status = delivery.Status, Attempts = delivery.Attempts };
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

        // What an email is written from is kept until the email is delivered or superseded.
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

/// <summary>It shares the queue of the queries and takes its transaction itself.</summary>
internal sealed class ResendDeliveryConsumerDefinition : ConsumerDefinition<ResendDeliveryConsumer>
{
    public ResendDeliveryConsumerDefinition() => EndpointName = Queues.Queries;

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<ResendDeliveryConsumer> consumerConfigurator,
        IRegistrationContext context)
    {
        endpointConfigurator.DropExpired<NotificationsDbContext, ResendDelivery>(context, Deadline.Header);
        endpointConfigurator.EndWithFault<ResendDelivery>();
        consumerConfigurator.NameOutages(cause => new ServiceUnavailableException(cause));
    }
}

/// <summary>The order in which rows are locked, so that no two transactions wait for each other in a circle.</summary>
internal static class DeliveryLocks
{
    /// <summary>
    /// Locks the recipient's profile, the digest that the delivery leaves in, and the delivery, in this order, as far as there are any. A
    /// change of the profile locks them in this order too.
    /// </summary>
    /// <returns>The digest; null for a delivery that leaves by itself.</returns>
    public static async Task<Delivery?> LockAsync(NotificationsDbContext db, Guid deliveryId, CancellationToken cancellationToken)
    {
        var known = await db.Deliveries
            .Where(delivery => delivery.DeliveryId == deliveryId)
            .Select(delivery => new { delivery.RecipientId, delivery.DigestId })
            .SingleOrDefaultAsync(cancellationToken);
        if (known is null)
            return null;

        await db.FindAndLockAsync<UserProfile>(known.RecipientId, cancellationToken);
        var digest = known.DigestId is { } digestId ? await db.FindAndLockAsync<Delivery>(digestId, cancellationToken) : null;
        await db.FindAndLockAsync<Delivery>(deliveryId, cancellationToken);
        return digest;
    }
}
