using Feedback.Saga.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Notifications.Persistence;

namespace Host.Databases;

/// <summary><see cref="FeedbackDbContext"/> on PostgreSQL: what its migrations belong to.</summary>
internal sealed class PostgresFeedbackDbContext(DbContextOptions<PostgresFeedbackDbContext> options)
    : FeedbackDbContext(options);

/// <summary><see cref="NotificationsDbContext"/> on PostgreSQL: what its migrations belong to.</summary>
internal sealed class PostgresNotificationsDbContext(DbContextOptions<PostgresNotificationsDbContext> options)
    : NotificationsDbContext(options);

/// <summary>Makes the contexts for <c>dotnet ef</c>, which reads their models and connects to nothing.</summary>
internal sealed class PostgresDesignTimeFactory :
    IDesignTimeDbContextFactory<PostgresFeedbackDbContext>, IDesignTimeDbContextFactory<PostgresNotificationsDbContext>
{
    PostgresFeedbackDbContext IDesignTimeDbContextFactory<PostgresFeedbackDbContext>.CreateDbContext(string[] args) =>
        new(Options<PostgresFeedbackDbContext>(DatabaseNames.Feedback));

    PostgresNotificationsDbContext IDesignTimeDbContextFactory<PostgresNotificationsDbContext>.CreateDbContext(string[] args) =>
        new(Options<PostgresNotificationsDbContext>(DatabaseNames.Notifications));

    private static DbContextOptions<TContext> Options<TContext>(string service)
        where TContext : DbContext
    {
        var options = new DbContextOptionsBuilder<TContext>();
        options.UsePostgres(ProviderOptions.CreatePostgresPool("Host=design-time", service), service);
        return options.Options;
    }
}
