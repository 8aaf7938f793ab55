using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Messaging.EntityFrameworkCore.Databases.Postgres;

/// <summary>Statements for one round trip.</summary>
internal static class PostgresBatches
{
    /// <summary>A batch on the connection, and with the patience, of <paramref name="db"/>.</summary>
    public static NpgsqlBatch NewBatch(this DbContext db)
    {
        var batch = new NpgsqlBatch((NpgsqlConnection)db.Database.GetDbConnection());
        if (db.Database.GetCommandTimeout() is { } seconds)
            batch.Timeout = seconds;

        return batch;
    }
}
