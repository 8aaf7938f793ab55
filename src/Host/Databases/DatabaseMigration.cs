using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Host.Databases;

/// <summary>
/// Brings one database to the newest migration. Several processes may do it at once: one at a time gets through, and the
/// others find nothing left to do.
/// </summary>
internal static partial class DatabaseMigration
{
    private const int Attempts = 100;
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(200);

    public static async Task RunAsync(DbContext db, ILogger logger, CancellationToken cancellationToken)
    {
        if (!(await db.Database.GetPendingMigrationsAsync(cancellationToken)).Any())
            return;

        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await MigrateAsync(db, logger, cancellationToken);
                return;
            }
            catch (Exception exception) when (attempt < Attempts && IsCreatedByAnother(exception.GetBaseException()))
            {
                await Task.Delay(_pause, cancellationToken);
            }
        }
    }

    private static async Task MigrateAsync(DbContext db, ILogger logger, CancellationToken cancellationToken)
    {
        await using var migrationLock = await MigrationLock.TakeAsync(db, cancellationToken);

        // Another process may have migrated the database while this one waited for the lock.
        var pending = (await db.Database.GetPendingMigrationsAsync(cancellationToken)).ToList();
        if (pending.Count == 0)
            return;

        // An index of a large table takes as long as it takes.
        db.Database.SetCommandTimeout(TimeSpan.Zero);
        await db.Database.MigrateAsync(cancellationToken);
        foreach (var migration in pending)
            LogMigrated(logger, db.GetType().Name, migration);
    }

    /// <summary>
    /// Whether another process creates the database, or the table of its migrations, at this moment. No lock of the database can
    /// keep two processes from doing so at once. On SQL Server it also fails while another holds the model database (1807), or is
    /// connected to the new database before its options are set (5061, 5069); EF Core wraps some of these errors.
    /// </summary>
    private static bool IsCreatedByAnother(Exception exception) => exception switch
    {
        SqlException sqlServer => sqlServer.Number is 1801 or 1807 or 2714 or 2759 or 5061 or 5069,
        PostgresException postgres => postgres.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.DuplicateSchema
            or PostgresErrorCodes.DuplicateTable or PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.ObjectInUse,
        _ => false,
    };

    [LoggerMessage(LogLevel.Information, "{Context} migrated to {Migration}")]
    private static partial void LogMigrated(ILogger logger, string context, string migration);
}
