using Host.Database;
using Microsoft.EntityFrameworkCore.Design;

namespace Host.Persistence;

/// <summary>Makes the context for <c>dotnet ef</c>, which reads its model and connects to nothing.</summary>
internal sealed class PostgresNotificationsDbContextFactory : IDesignTimeDbContextFactory<PostgresNotificationsDbContext>
{
    public PostgresNotificationsDbContext CreateDbContext(string[] args) =>
        new(DesignTimeOptions.Postgres<PostgresNotificationsDbContext>(DatabaseNames.Notifications));
}
