using Microsoft.EntityFrameworkCore;

namespace Host.Database;

/// <summary>Registers a service's pooled DbContext on the configured provider, as the type that its migrations belong to.</summary>
internal static class DatabaseRegistration
{
    public static void AddDatabase<TContext, TSqlite, TPostgres, TSqlServer>(
        this IServiceCollection services, DatabaseProvider provider, string connectionString, string service)
        where TContext : DbContext
        where TSqlite : TContext
        where TPostgres : TContext
        where TSqlServer : TContext
    {
        switch (provider)
        {
            case DatabaseProvider.Sqlite:
                SqliteFiles.CreateFolder(connectionString);
                services.AddDbContextPool<TContext, TSqlite>(options => options.UseSqliteFile(connectionString, service));
                break;

            case DatabaseProvider.Postgres:
                services.AddKeyedSingleton(service, (_, _) => PostgresDataSource.Create(connectionString, service));
                services.AddDbContextPool<TContext, TPostgres>((provided, options) =>
                    options.UsePostgres(provided.GetRequiredKeyedService<Npgsql.NpgsqlDataSource>(service), service));
                break;

            case DatabaseProvider.SqlServer:
                services.AddDbContextPool<TContext, TSqlServer>(options => options.UseSqlServerDatabase(connectionString, service));
                break;

            default:
                throw new InvalidOperationException($"There is no database provider {provider}.");
        }

        services.AddHealthChecks().AddDbContextCheck<TContext>($"database-{service}", tags: ["ready"]);
    }
}
