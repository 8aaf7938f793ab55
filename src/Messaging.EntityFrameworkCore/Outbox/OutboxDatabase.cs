using Messaging.EntityFrameworkCore.Databases;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>
/// The database whose outbox the background services empty: the one of the <typeparamref name="TDbContext"/> in a scope of its own.
/// Messages that were committed elsewhere would not be sent after a crash, and their rows would never be deleted.
/// </summary>
internal sealed class OutboxDatabase<TDbContext>(IServiceScopeFactory scopes)
    where TDbContext : DbContext
{
    private (string? ConnectionString, string Table)? _served;

    /// <exception cref="InvalidOperationException">
    /// <paramref name="db"/> has its outbox on another database, or in another table.
    /// </exception>
    public async ValueTask ThrowIfNotServedAsync(TDbContext db)
    {
        var served = _served ??= await LocateAsync();
        var actual = Locate(db);
        if (actual.Table != served.Table || !ConnectionStrings.AreSame(actual.ConnectionString, served.ConnectionString))
        {
            throw new InvalidOperationException(
                $"The outbox of {typeof(TDbContext).Name} is served on one database, and this instance is on another, or has its outbox in "
                + "another table. A database per tenant needs a DbContext type, or a process, per tenant.");
        }
    }

    private async Task<(string? ConnectionString, string Table)> LocateAsync()
    {
        await using var scope = scopes.CreateAsyncScope();
        return Locate(scope.ServiceProvider.GetRequiredService<TDbContext>());
    }

    private static (string? ConnectionString, string Table) Locate(DbContext db) =>
        (db.Database.GetConnectionString(), TableNames.Of<OutboxMessage>(db).Table);
}
