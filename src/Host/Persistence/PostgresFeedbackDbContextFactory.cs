using Host.Database;
using Microsoft.EntityFrameworkCore.Design;

namespace Host.Persistence;

/// <summary>Makes the context for <c>dotnet ef</c>, which reads its model and connects to nothing.</summary>
internal sealed class PostgresFeedbackDbContextFactory : IDesignTimeDbContextFactory<PostgresFeedbackDbContext>
{
    public PostgresFeedbackDbContext CreateDbContext(string[] args) =>
        new(DesignTimeOptions.Postgres<PostgresFeedbackDbContext>(DatabaseNames.Feedback));
}
