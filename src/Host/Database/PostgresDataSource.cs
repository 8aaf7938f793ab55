using Npgsql;

namespace Host.Database;

/// <summary>
/// A pool of PostgreSQL connections that prepare what they run often, unless the connection string says otherwise. They
/// are not reset between uses: nothing here changes a session's state, and the reset costs seven statements each time.
/// </summary>
internal static class PostgresDataSource
{
    private const string MaxAutoPrepare = "Max Auto Prepare";

    public static NpgsqlDataSource Create(string connectionString, string service)
    {
        var builder = new NpgsqlDataSourceBuilder(connectionString) { Name = service };
        if (!builder.ConnectionStringBuilder.ContainsKey(MaxAutoPrepare) || builder.ConnectionStringBuilder.MaxAutoPrepare == 0)
            builder.ConnectionStringBuilder.MaxAutoPrepare = 100;

        builder.ConnectionStringBuilder.NoResetOnClose = true;
        builder.ConnectionStringBuilder.ApplicationName ??= service;
        return builder.Build();
    }
}
