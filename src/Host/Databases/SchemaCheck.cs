using Host.Configuration;
using Messaging.EntityFrameworkCore.Operations;
using Microsoft.EntityFrameworkCore;

namespace Host.Databases;

/// <summary>
/// Tells whether a newer version of the product has migrated a database: this one does not know what has changed, so it does not start
/// unless <c>Database:AllowNewerSchema</c> says that it may, as after a rollback.
/// </summary>
internal sealed partial class SchemaCheck(bool allowsNewer, ILogger<SchemaCheck> logger)
{
    /// <exception cref="StartRefusedException">The database has a migration that this version does not know.</exception>
    public async Task RefuseNewerAsync(DbContext db, string key, CancellationToken cancellationToken)
    {
        if (await SchemaState.ReadAsync(db, cancellationToken) is not { Unknown: [.., var newer] })
            return;

        var newest = db.Database.GetMigrations().Last();
        if (!allowsNewer)
        {
            throw new StartRefusedException(
                key,
                $"the database is at {newer}, which this version ({CommandLine.Version}) does not know; its own newest is {newest}. "
                + "Start the newer version, or let this one run with Database:AllowNewerSchema.");
        }

        LogNewer(key, newer, CommandLine.Version, newest);
    }

    [LoggerMessage(
        LogLevel.Warning,
        "{Key}: the database is at {Newer}, which this version ({Version}) does not know; its own newest is {Newest}. It runs because of "
        + "Database:AllowNewerSchema")]
    private partial void LogNewer(string key, string newer, string version, string newest);
}
