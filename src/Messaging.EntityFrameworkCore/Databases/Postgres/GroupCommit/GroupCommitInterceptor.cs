using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Messaging.EntityFrameworkCore.Databases.Postgres.GroupCommit;

/// <summary>
/// Starts a <see cref="DeferredTransaction"/> before EF Core opens the connection, for whatever command, or begins to save. Saving
/// needs a hook of its own, because EF Core decides before it opens the connection whether it needs a transaction and a savepoint.
/// </summary>
internal sealed class GroupCommitInterceptor : DbConnectionInterceptor, ISaveChangesInterceptor
{
    /// <summary>Whether <paramref name="db"/> uses PostgreSQL and has this interceptor.</summary>
    public static bool IsOn(DbContext db) =>
        DatabaseDialect.Of(db) is PostgresDialect
        && db.GetService<IDbContextOptions>().FindExtension<CoreOptionsExtension>()?.Interceptors
            ?.Any(interceptor => interceptor is GroupCommitInterceptor) == true;

    public override async ValueTask<InterceptionResult> ConnectionOpeningAsync(
        DbConnection connection, ConnectionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) =>
        await StartAsync(eventData.Context, cancellationToken) ? InterceptionResult.Suppress() : result;

    public override InterceptionResult ConnectionOpening(
        DbConnection connection, ConnectionEventData eventData, InterceptionResult result) =>
        Start(eventData.Context) ? InterceptionResult.Suppress() : result;

    public async ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        await StartAsync(eventData.Context, cancellationToken);
        return result;
    }

    public InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
    {
        Start(eventData.Context);
        return result;
    }

    /// <returns>True if the transaction has started now, and has opened the connection.</returns>
    private static async ValueTask<bool> StartAsync(DbContext? db, CancellationToken cancellationToken)
    {
        if (db is null || DeferredTransaction.Of(db) is not { IsDue: true } deferred)
            return false;

        await deferred.EnsureStartedAsync(cancellationToken);
        return true;
    }

    private static bool Start(DbContext? db) => StartAsync(db, CancellationToken.None).AsTask().GetAwaiter().GetResult();
}
