using System.Data.Common;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql.EntityFrameworkCore.PostgreSQL.Storage.Internal;

namespace Messaging.EntityFrameworkCore.Databases.Postgres.GroupCommit;

/// <summary>The database of a group, which all members reach with the same connection string and, if they have one, data source.</summary>
internal readonly record struct GroupDatabase(string? ConnectionString, DbDataSource? DataSource)
{
#pragma warning disable EF1001 // A data source may log on as somebody else with the same connection string; nothing public tells it.
    public static GroupDatabase Of(DbContext db) =>
        new(db.Database.GetConnectionString(), (db.GetService<IRelationalConnection>() as INpgsqlRelationalConnection)?.DataSource);
#pragma warning restore EF1001

    /// <exception cref="InvalidOperationException"><paramref name="db"/> is on another database by now.</exception>
    public void ThrowIfNot(DbContext db)
    {
        var (connectionString, dataSource) = Of(db);
        if (dataSource != DataSource || !ConnectionStrings.AreSame(connectionString, ConnectionString))
        {
            throw new InvalidOperationException(
                $"The connection of {db.GetType().Name} was changed during the transaction. "
                + "Choose the database before the message is handled.");
        }
    }
}
