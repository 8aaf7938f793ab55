using Messaging.EntityFrameworkCore.Databases;
using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.EntityFrameworkCore;
using Notifications.Deliveries;
using Notifications.Inbox;
using Notifications.Notices;
using Notifications.Preferences;
using Notifications.Profiles;
using Notifications.Webhooks;
using Shared;

namespace Notifications.Persistence;

/// <summary>
/// What Notifications keeps: deliveries, in-app messages, who sees which feedback, profiles, preferences, and the subscribers of webhooks
/// with what they are sent; its outgoing messages and timers beside them. The host derives one class per database provider, for the
/// migrations.
/// </summary>
public class NotificationsDbContext : DbContext
{
    /// <summary>The schema of all tables, where the database has schemas.</summary>
    public const string Schema = "notifications";

    /// <summary>The width of columns that hold a kind, a channel or a status.</summary>
    internal const int KeywordLength = 32;

    /// <param name="options">The provider and its connection.</param>
    public NotificationsDbContext(DbContextOptions options)
        : base(options)
    {
        // Each transaction calls SaveChanges once: a savepoint before it would only cost a round trip.
        Database.AutoSavepointsEnabled = false;
    }

    internal DbSet<Delivery> Deliveries => Set<Delivery>();

    internal DbSet<InAppMessage> InAppMessages => Set<InAppMessage>();

    internal DbSet<FeedbackStanding> FeedbackStandings => Set<FeedbackStanding>();

    internal DbSet<UserProfile> UserProfiles => Set<UserProfile>();

    internal DbSet<EmailPreference> EmailPreferences => Set<EmailPreference>();

    internal DbSet<Webhook> Webhooks => Set<Webhook>();

    internal DbSet<WebhookDelivery> WebhookDeliveries => Set<WebhookDelivery>();

    /// <inheritdoc />
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);

        if (Database.ProviderName?.EndsWith("Sqlite", StringComparison.Ordinal) != true)
            modelBuilder.HasDefaultSchema(Schema);

        modelBuilder.ApplyConfiguration(new DeliveryMap());
        modelBuilder.ApplyConfiguration(new InAppMessageMap());
        modelBuilder.ApplyConfiguration(new FeedbackStandingMap());
        modelBuilder.ApplyConfiguration(new UserProfileMap());
        modelBuilder.ApplyConfiguration(new EmailPreferenceMap());
        modelBuilder.ApplyConfiguration(new WebhookMap());
        modelBuilder.ApplyConfiguration(new WebhookDeliveryMap());
        modelBuilder.ApplyConfiguration(new ErasedUserMap());
        modelBuilder.AddOutbox();
        modelBuilder.UseSnakeCaseNames();
        modelBuilder.UseUtcInstants(Database);
        modelBuilder.UseOrdinalIds(Database);
    }
}
