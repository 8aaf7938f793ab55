using Microsoft.EntityFrameworkCore;

namespace Host.Databases;

/// <summary>
/// Tells whether readers of a SQL Server database wait for writers. A database that EF Core creates has READ_COMMITTED_SNAPSHOT on; one
/// that an administrator made has it off.
/// </summary>
internal static partial class SnapshotCheck
{
    /// <summary>Says it in one line if the option is off. On other databases readers never wait.</summary>
    public static async Task WarnIfReadersWaitAsync(DbContext db, string key, ILogger logger, CancellationToken cancellationToken)
    {
        if (!db.Database.IsSqlServer())
            return;

        var isOn = await db.Database
            .SqlQuery<int>(
                $"SELECT CAST(is_read_committed_snapshot_on AS int) AS Value FROM sys.databases WHERE database_id = DB_ID()")
            .SingleAsync(cancellationToken);
        if (isOn == 0)
            LogOff(logger, key);
    }

    [LoggerMessage(
        LogLevel.Warning,
        "{Key}: READ_COMMITTED_SNAPSHOT is off: who reads waits for who writes. "
        + "Run ALTER DATABASE CURRENT SET READ_COMMITTED_SNAPSHOT ON WITH ROLLBACK IMMEDIATE")]
    private static partial void LogOff(ILogger logger, string key);
}
