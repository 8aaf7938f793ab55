using System.Data.Common;
using System.Net.Sockets;
using Feedback.Saga.Persistence;
using Host.Configuration;
using Messaging.EntityFrameworkCore.Databases;
using Microsoft.EntityFrameworkCore;
using Notifications.Persistence;

namespace Host.Databases;

/// <summary>The databases of this process's services: which there are, and whether they are as the program needs them.</summary>
internal static partial class ServiceDatabases
{
    /// <summary>
    /// Brings every database of this process to the newest migration, but none that a newer version has migrated.
    /// </summary>
    public static Task MigrateAsync(this WebApplication app, CancellationToken cancellationToken) =>
        app.ForEachAsync(async (db, key) =>
        {
            await app.Services.GetRequiredService<SchemaCheck>().RefuseNewerAsync(db, key, cancellationToken);
            await DatabaseMigration.RunAsync(db, app.Logger, cancellationToken);
            await SnapshotCheck.WarnIfReadersWaitAsync(db, key, app.Logger, cancellationToken);
        });

    /// <summary>
    /// Refuses the start on a database that lacks a migration, has one of a newer version, or does not let us in. One that is away may
    /// come back: the process starts, and is not ready until it does.
    /// </summary>
    public static Task CheckMigratedAsync(this WebApplication app, CancellationToken cancellationToken) =>
        app.ForEachAsync(async (db, key) =>
        {
            try
            {
                if ((await db.Database.GetPendingMigrationsAsync(cancellationToken)).Any())
                    throw new StartRefusedException(key, "the database lacks migrations of this version; run 'migrate' first.");

                await app.Services.GetRequiredService<SchemaCheck>().RefuseNewerAsync(db, key, cancellationToken);
                await SnapshotCheck.WarnIfReadersWaitAsync(db, key, app.Logger, cancellationToken);
            }
            catch (Exception exception) when (DatabaseFailures.IsUnavailable(exception))
            {
                LogAway(app.Logger, key, DatabaseUnusableException.ReasonOf(exception));
            }
        });

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
    : Exception($"{key}: the database can't be used. {ReasonOf(cause)}", cause)
{
    /// <summary>
    /// What the driver says, and what the operating system says beneath. SqlClient may wrap an error of a socket that is "Success".
    /// </summary>
    public static string ReasonOf(Exception failure)
    {
        var reasons = new List<string>();
        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            if (cause is DbException)
                reasons.Clear();

            if (cause is not SocketException { SocketErrorCode: SocketError.Success } && !reasons.Contains(cause.Message))
                reasons.Add(cause.Message);
        }

        return string.Join(' ', reasons);
    }
}
