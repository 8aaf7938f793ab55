using MassTransit;
using Messaging.EntityFrameworkCore.Databases;
using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.EntityFrameworkCore;
using Notifications.Email;
using Notifications.Persistence;
using Notifications.Profiles;

namespace Notifications.Deliveries;

/// <summary>Sends an email again for an operator, as <see cref="DeliveryReleases"/> says.</summary>
internal sealed class ResendDeliveryConsumer(ConsumerTransactions<NotificationsDbContext> transactions, DeliveryReleases releases)
    : IConsumer<ResendDelivery>
{
    public async Task Consume(ConsumeContext<ResendDelivery> context) =>
        await context.RespondAsync((await transactions.RunAsync(context, transaction => releases.ReleaseAsync(
            transaction.Db,
            transaction.Context.Message,
            command => transaction.Context.Send(SendEmail.Queue, command),
            context.CancellationToken))).Logged());
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
