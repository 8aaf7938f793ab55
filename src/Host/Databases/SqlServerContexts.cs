using Feedback.Saga.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Notifications.Persistence;

namespace Host.Databases;

/// <summary><see cref="FeedbackDbContext"/> on SQL Server: what its migrations belong to.</summary>
internal sealed class SqlServerFeedbackDbContext(DbContextOptions<SqlServerFeedbackDbContext> options)
    : FeedbackDbContext(options);

/// <summary><see cref="NotificationsDbContext"/> on SQL Server: what its migrations belong to.</summary>
internal sealed class SqlServerNotificationsDbContext(DbContextOptions<SqlServerNotificationsDbContext> options)
    : NotificationsDbContext(options);

/// <summary>Makes the contexts for <c>dotnet ef</c>, which reads their models and connects to nothing.</summary>
internal sealed class SqlServerDesignTimeFactory :
    IDesignTimeDbContextFactory<SqlServerFeedbackDbContext>, IDesignTimeDbContextFactory<SqlServerNotificationsDbContext>
{
    SqlServerFeedbackDbContext IDesignTimeDbContextFactory<SqlServerFeedbackDbContext>.CreateDbContext(string[] args) =>
        new(Options<SqlServerFeedbackDbContext>(DatabaseNames.Feedback));

    SqlServerNotificationsDbContext IDesignTimeDbContextFactory<SqlServerNotificationsDbContext>.CreateDbContext(string[] args) =>
        new(Options<SqlServerNotificationsDbContext>(DatabaseNames.Notifications));

    private static DbContextOptions<TContext> Options<TContext>(string service)
        where TContext : DbContext
    {
        var options = new DbContextOptionsBuilder<TContext>();
        options.UseSqlServerDatabase("Server=design-time", service);
        return options.Options;
    }
}
