using Messaging.EntityFrameworkCore.Databases;
using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.EntityFrameworkCore;
using Notifications.InApp;
using Notifications.Ledger;
using Notifications.Profiles;

namespace Notifications.Persistence;

/// <summary>
/// What Notifications keeps: profiles, in-app messages, the delivery ledger and its outbox, in the schema
/// <c>notifications</c> where the database knows schemas.
/// </summary>
public class NotificationsDbContext : DbContext
{
    /// <summary>The schema of all its tables.</summary>
    public const string Schema = "notifications";

    /// <summary>Takes the options of the provider that the host chose.</summary>
    public NotificationsDbContext(DbContextOptions options)
        : base(options)
    {
        // One SaveChanges per transaction: a savepoint before it would only cost a round trip.
        Database.AutoSavepointsEnabled = false;
    }

    internal DbSet<Delivery> Deliveries => Set<Delivery>();

    internal DbSet<InAppMessage> InAppMessages => Set<InAppMessage>();

    internal DbSet<UserProfile> UserProfiles => Set<UserProfile>();

    /// <inheritdoc />
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);

        if (Database.ProviderName?.EndsWith("Sqlite", StringComparison.Ordinal) != true)
            modelBuilder.HasDefaultSchema(Schema);

        modelBuilder.ApplyConfiguration(new DeliveryMap());
        modelBuilder.ApplyConfiguration(new InAppMessageMap());
        modelBuilder.ApplyConfiguration(new UserProfileMap());
        modelBuilder.AddOutbox();
        modelBuilder.UseSnakeCaseNames();
        modelBuilder.UseUtcInstants(Database);
    }
}
