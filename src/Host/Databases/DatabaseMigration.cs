using System.Data.Common;
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
    private const int Attempts = 10;
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(200);

    public static async Task RunAsync(DbContext db, ILogger logger, CancellationToken cancellationToken)
    {
        var pending = (await db.Database.GetPendingMigrationsAsync(cancellationToken)).ToList();
        if (pending.Count == 0)
            return;

        await MigrateAsync(db, cancellationToken);
        foreach (var migration in pending)
            LogMigrated(logger, db.GetType().Name, migration);
    }

    private static async Task MigrateAsync(DbContext db, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                using (await MigrationLock.TakeAsync(db, cancellationToken))
                    await db.Database.MigrateAsync(cancellationToken);

                return;
            }
            catch (DbException exception) when (attempt < Attempts && IsAlreadyThere(exception))
            {
                await Task.Delay(_pause, cancellationToken);
            }
        }
    }

    // EF Core's lock is a row of the database. It can't keep two processes from creating the database, or the lock, at once.
    private static bool IsAlreadyThere(DbException exception) => exception switch
    {
        SqlException sqlServer => sqlServer.Number is 1801 or 2714 or 2759,
        PostgresException postgres => postgres.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.DuplicateSchema
            or PostgresErrorCodes.DuplicateTable or PostgresErrorCodes.UniqueViolation,
        _ => false,
    };

    [LoggerMessage(LogLevel.Information, "{Context} migrated to {Migration}")]
    private static partial void LogMigrated(ILogger logger, string context, string migration);
}
