using Feedback.Saga.Persistence;
using Host.Configuration;
using Messaging.EntityFrameworkCore.Databases;
using Microsoft.EntityFrameworkCore;
using Notifications.Persistence;

namespace Host.Databases;

/// <summary>The databases of this process's services: which there are, and whether they are as the program needs them.</summary>
internal static partial class ServiceDatabases
{
    /// <summary>Brings every database of this process to the newest migration.</summary>
    public static Task MigrateAsync(this WebApplication app, CancellationToken cancellationToken) =>
        app.ForEachAsync(db => DatabaseMigration.RunAsync(db, app.Logger, cancellationToken));

    /// <summary>
    /// Refuses the start on a database that lacks a migration or does not let us in. One that is away may come back: the
    /// process starts, and is not ready until it does.
    /// </summary>
    public static Task CheckMigratedAsync(this WebApplication app, CancellationToken cancellationToken) =>
        app.ForEachAsync(async (db, key) =>
        {
            try
            {
                if ((await db.Database.GetPendingMigrationsAsync(cancellationToken)).Any())
                    throw new StartRefusedException(key, "the database lacks migrations of this version; run 'migrate' first.");
            }
            catch (Exception exception) when (DatabaseFailures.IsUnavailable(exception))
            {
                LogAway(app.Logger, key, exception.GetBaseException().Message);
            }
        });

    private static Task ForEachAsync(this WebApplication app, Func<DbContext, Task> action) => app.ForEachAsync((db, _) => action(db));

    private static async Task ForEachAsync(this WebApplication app, Func<DbContext, string, Task> action)
    {
        await using var scope = app.Services.CreateAsyncScope();
        foreach (var (db, key) in All(scope.ServiceProvider))
        {
            try
            {
                await action(db, key);
            }
            catch (Exception exception) when (exception is not StartRefusedException and not OperationCanceledException)
            {
                throw new DatabaseUnusableException(key, exception);
            }
        }
    }

    private static IEnumerable<(DbContext Db, string Key)> All(IServiceProvider services)
    {
        if (services.GetService<FeedbackDbContext>() is { } feedback)
            yield return (feedback, DatabaseSettings.FeedbackKey);

        if (services.GetService<NotificationsDbContext>() is { } notifications)
            yield return (notifications, DatabaseSettings.NotificationsKey);
    }

    [LoggerMessage(LogLevel.Warning, "{Key}: the database does not answer yet: {Reason}")]
    private static partial void LogAway(ILogger logger, string key, string reason);
}

/// <summary>A database did not let itself be migrated or checked; names the connection string's key.</summary>
internal sealed class DatabaseUnusableException(string key, Exception cause)
    : Exception($"{key}: the database can't be used. {cause.GetBaseException().Message}", cause);
