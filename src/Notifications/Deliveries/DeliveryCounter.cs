using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Notifications.Persistence;

namespace Notifications.Deliveries;

/// <summary>Counts what becomes of each delivery when it is committed.</summary>
internal sealed class DeliveryCounter : ICommitObserver<NotificationsDbContext>
{
    public bool IsListening => NotificationsTelemetry.Deliveries.Enabled;

    public Action? Observe(NotificationsDbContext db)
    {
        var changed = db.ChangeTracker.Entries<Delivery>().Where(HasNewStatus).Select(entry => entry.Entity).ToList();
        return changed.Count == 0 ? null : () => changed.ForEach(Count);
    }

    private static bool HasNewStatus(EntityEntry<Delivery> entry) =>
        entry.State == EntityState.Added
        || (entry.State == EntityState.Modified && entry.Property(delivery => delivery.Status).IsModified);

    private static void Count(Delivery delivery) => NotificationsTelemetry.Deliveries.Add(
        1, NotificationsTelemetry.DeliveryTags(delivery.Channel, delivery.Notice, delivery.Status));
}
