using Messaging.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace Host.Database;

/// <summary>
/// How each provider is used: the same for the running service, for <c>migrate</c> and for <c>dotnet ef</c>. No
/// execution strategy of EF Core's retries anything: a whole attempt at a message is retried, or nothing.
/// </summary>
internal static class ProviderOptions
{
    public static void UseSqliteFile(this DbContextOptionsBuilder options, string connectionString, string service)
    {
        options
            .QuietFailures()
            .UseSqlite(connectionString, sqlite => sqlite
                .MigrationsAssembly(typeof(ProviderOptions).Assembly.GetName().Name)
                .MigrationsHistoryTable(HistoryTable(service)))
            .AddInterceptors(SqliteBusyTimeout.Instance);
    }

    public static void UsePostgres(this DbContextOptionsBuilder options, NpgsqlDataSource dataSource, string service)
    {
        options.QuietFailures().UseGroupCommit().UseNpgsql(dataSource, postgres => postgres
            .MigrationsAssembly(typeof(ProviderOptions).Assembly.GetName().Name)
            .MigrationsHistoryTable(HistoryTable(service), service));
    }

    public static void UseSqlServerDatabase(this DbContextOptionsBuilder options, string connectionString, string service)
    {
        options.QuietFailures().UseSqlServer(connectionString, sqlServer => sqlServer
            .MigrationsAssembly(typeof(ProviderOptions).Assembly.GetName().Name)
            .MigrationsHistoryTable(HistoryTable(service), service));
    }

    // A failed statement is an exception, which whoever retries or gives up reports; two of them racing is no error.
    private static DbContextOptionsBuilder QuietFailures(this DbContextOptionsBuilder options) =>
        options.ConfigureWarnings(warnings => warnings.Log(
            (RelationalEventId.CommandError, LogLevel.Debug),
            (RelationalEventId.ConnectionError, LogLevel.Debug),
            (CoreEventId.SaveChangesFailed, LogLevel.Debug),
            (CoreEventId.OptimisticConcurrencyException, LogLevel.Debug)));

    private static string HistoryTable(string service) => $"__migrations_{service}";
}
