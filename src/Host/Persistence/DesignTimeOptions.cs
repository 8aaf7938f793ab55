using Host.Database;
using Microsoft.EntityFrameworkCore;

namespace Host.Persistence;

/// <summary>Options of contexts whose model is read and whose database is never opened.</summary>
internal static class DesignTimeOptions
{
    public static DbContextOptions<TContext> Sqlite<TContext>(string service)
        where TContext : DbContext
    {
        var options = new DbContextOptionsBuilder<TContext>();
        options.UseSqliteFile("Data Source=design-time.db", service);
        return options.Options;
    }

    public static DbContextOptions<TContext> Postgres<TContext>(string service)
        where TContext : DbContext
    {
        var options = new DbContextOptionsBuilder<TContext>();
        options.UsePostgres(PostgresDataSource.Create("Host=design-time", service), service);
        return options.Options;
    }

    public static DbContextOptions<TContext> SqlServer<TContext>(string service)
        where TContext : DbContext
    {
        var options = new DbContextOptionsBuilder<TContext>();
        options.UseSqlServerDatabase("Server=design-time", service);
        return options.Options;
    }
}
