using Feedback.Saga.Persistence;
using Gateway.Operations;
using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.EntityFrameworkCore;
using Notifications.Persistence;
using Npgsql;

namespace Host.Databases;

/// <summary>Registers a service's pooled DbContext on the configured provider, as the type that its migrations belong to.</summary>
internal static class DatabaseRegistration
{
    /// <summary>Adds the saga service's database, and its health check, which waits as long as that.</summary>
    public static void AddFeedbackDatabase(this IServiceCollection services, DatabaseSettings settings, TimeSpan patience) =>
        services.AddDatabase<FeedbackDbContext, SqliteFeedbackDbContext, PostgresFeedbackDbContext, SqlServerFeedbackDbContext>(
            settings, settings.Feedback!, DatabaseNames.Feedback, patience);

    /// <summary>Adds Notifications' database, and its health check, which waits as long as that.</summary>
    public static void AddNotificationsDatabase(this IServiceCollection services, DatabaseSettings settings, TimeSpan patience) =>
        services.AddDatabase<
            NotificationsDbContext, SqliteNotificationsDbContext, PostgresNotificationsDbContext, SqlServerNotificationsDbContext>(
            settings, settings.Notifications!, DatabaseNames.Notifications, patience);

    /// <summary>Adds what refuses a database that a newer version has migrated, unless <c>Database:AllowNewerSchema</c> is set.</summary>
    public static void AddSchemaCheck(this IServiceCollection services, DatabaseSettings settings) =>
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<SchemaCheck>(provider, settings.AllowNewerSchema));

    private static void AddDatabase<TContext, TSqlite, TPostgres, TSqlServer>(
        this IServiceCollection services, DatabaseSettings settings, string connectionString, string service, TimeSpan patience)
        where TContext : DbContext
        where TSqlite : TContext
        where TPostgres : TContext
        where TSqlServer : TContext
    {
        switch (settings.Provider)
        {
            case DatabaseProvider.Sqlite:
                services.AddDbContextPool<TContext, TSqlite>(options => options.UseSqliteFile(connectionString, service));
                break;

            case DatabaseProvider.Postgres:
                services.AddKeyedSingleton(service, (_, _) => ProviderOptions.CreatePostgresPool(connectionString, service));
                services.AddDbContextPool<TContext, TPostgres>((provided, options) =>
                    options.UsePostgres(provided.GetRequiredKeyedService<NpgsqlDataSource>(service), service));
                break;

            case DatabaseProvider.SqlServer:
                services.AddDbContextPool<TContext, TSqlServer>(options => options.UseSqlServerDatabase(connectionString, service));
                break;

            default:
                throw new InvalidOperationException($"There is no database provider {settings.Provider}.");
        }

        var health = services.AddHealthChecks().AddCheck<DatabaseCheck<TContext>>($"database-{service}", tags: [HealthEndpoints.ReadyTag]);
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<DatabaseCheck<TContext>>(provider, patience));
        if (settings.Provider != DatabaseProvider.Sqlite)
        {
            services.Configure<OutboxOptions>(typeof(TContext).Name, outbox => outbox.ClockTolerance = settings.ClockTolerance);
            health.AddCheck<ClockCheck<TContext>>($"clock-{service}", tags: [HealthEndpoints.ReadyTag]);
        }
    }
}
