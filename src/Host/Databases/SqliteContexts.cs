using Feedback.Saga.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Notifications.Persistence;

namespace Host.Databases;

/// <summary><see cref="FeedbackDbContext"/> on SQLite: what its migrations belong to.</summary>
internal sealed class SqliteFeedbackDbContext(DbContextOptions<SqliteFeedbackDbContext> options)
    : FeedbackDbContext(options);

/// <summary><see cref="NotificationsDbContext"/> on SQLite: what its migrations belong to.</summary>
internal sealed class SqliteNotificationsDbContext(DbContextOptions<SqliteNotificationsDbContext> options)
    : NotificationsDbContext(options);

/// <summary>Makes the contexts for <c>dotnet ef</c>, which reads their models and connects to nothing.</summary>
internal sealed class SqliteDesignTimeFactory :
    IDesignTimeDbContextFactory<SqliteFeedbackDbContext>, IDesignTimeDbContextFactory<SqliteNotificationsDbContext>
{
    SqliteFeedbackDbContext IDesignTimeDbContextFactory<SqliteFeedbackDbContext>.CreateDbContext(string[] args) =>
        new(Options<SqliteFeedbackDbContext>(DatabaseNames.Feedback));

    SqliteNotificationsDbContext IDesignTimeDbContextFactory<SqliteNotificationsDbContext>.CreateDbContext(string[] args) =>
        new(Options<SqliteNotificationsDbContext>(DatabaseNames.Notifications));

    private static DbContextOptions<TContext> Options<TContext>(string service)
        where TContext : DbContext
    {
        var options = new DbContextOptionsBuilder<TContext>();
        options.UseSqliteFile("Data Source=design-time.db", service);
        return options.Options;
    }
}
