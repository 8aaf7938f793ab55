using Messaging.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace Host.Databases;

/// <summary>
/// How each provider is used: the same for the running service, for <c>migrate</c> and for <c>dotnet ef</c>. No
/// execution strategy of EF Core's retries anything: a whole attempt at a message is retried, or nothing.
/// </summary>
internal static class ProviderOptions
{
    private const string MaxAutoPrepare = "Max Auto Prepare";
    private static readonly string? _migrationsAssembly = typeof(ProviderOptions).Assembly.GetName().Name;

    public static void UseSqliteFile(this DbContextOptionsBuilder options, string connectionString, string service) =>
        options
            .QuietFailures()
            .UseSqlite(connectionString, sqlite => sqlite
                .MigrationsAssembly(_migrationsAssembly)
                .MigrationsHistoryTable(HistoryTable(service)))
            .AddInterceptors(SqliteBusyTimeout.Instance);

    public static void UsePostgres(this DbContextOptionsBuilder options, NpgsqlDataSource dataSource, string service) =>
        options.QuietFailures().UseGroupCommit().UseNpgsql(dataSource, postgres => postgres
            .MigrationsAssembly(_migrationsAssembly)
            .MigrationsHistoryTable(HistoryTable(service), service));

    public static void UseSqlServerDatabase(this DbContextOptionsBuilder options, string connectionString, string service) =>
        options.QuietFailures().UseSqlServer(connectionString, sqlServer => sqlServer
            .MigrationsAssembly(_migrationsAssembly)
            .MigrationsHistoryTable(HistoryTable(service), service));

    /// <summary>
    /// A pool of PostgreSQL connections that prepare what they run often, unless the connection string says otherwise. They
    /// are not reset between uses: nothing here changes a session's state, and the reset costs seven statements each time.
    /// </summary>
    public static NpgsqlDataSource CreatePostgresPool(string connectionString, string service)
    {
        var builder = new NpgsqlDataSourceBuilder(connectionString) { Name = service };
        if (!builder.ConnectionStringBuilder.ContainsKey(MaxAutoPrepare) || builder.ConnectionStringBuilder.MaxAutoPrepare == 0)
            builder.ConnectionStringBuilder.MaxAutoPrepare = 100;

        builder.ConnectionStringBuilder.NoResetOnClose = true;
        builder.ConnectionStringBuilder.ApplicationName ??= service;
        return builder.Build();
    }

    // A failed statement is an exception. Whoever retries or gives up reports it, and two statements that race are no error.
    private static DbContextOptionsBuilder QuietFailures(this DbContextOptionsBuilder options) =>
        options.ConfigureWarnings(warnings => warnings.Log(
            (RelationalEventId.CommandError, LogLevel.Debug),
            (RelationalEventId.ConnectionError, LogLevel.Debug),
            (RelationalEventId.TransactionError, LogLevel.Debug),
            (CoreEventId.QueryIterationFailed, LogLevel.Debug),
            (CoreEventId.SaveChangesFailed, LogLevel.Debug),
            (CoreEventId.OptimisticConcurrencyException, LogLevel.Debug)));

    private static string HistoryTable(string service) => $"__migrations_{service}";
}
