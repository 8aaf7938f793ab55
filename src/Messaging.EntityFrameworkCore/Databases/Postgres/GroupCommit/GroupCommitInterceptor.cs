using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Messaging.EntityFrameworkCore.Databases.Postgres.GroupCommit;

/// <summary>
/// Starts a <see cref="DeferredTransaction"/> before EF Core sends a statement that must run inside it: one that writes or locks,
/// or a query after the handler has read the row that it decides on.
/// </summary>
internal sealed class GroupCommitInterceptor : DbCommandInterceptor, IDbTransactionInterceptor
{
    /// <summary>Whether <paramref name="db"/> uses PostgreSQL and has this interceptor.</summary>
    public static bool IsOn(DbContext db) =>
        DatabaseDialect.Of(db) is PostgresDialect
        && db.GetService<IDbContextOptions>().FindExtension<CoreOptionsExtension>()?.Interceptors
            ?.Any(interceptor => interceptor is GroupCommitInterceptor) == true;

    public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default)
    {
        await EnsureStartedAsync(eventData, cancellationToken);
        return result;
    }

    public override async ValueTask<InterceptionResult<object>> ScalarExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<object> result, CancellationToken cancellationToken = default)
    {
        await EnsureStartedAsync(eventData, cancellationToken);
        return result;
    }

    public override async ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        await EnsureStartedAsync(eventData, cancellationToken);
        return result;
    }

    public override InterceptionResult<DbDataReader> ReaderExecuting(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result)
    {
        EnsureStarted(eventData);
        return result;
    }

    public override InterceptionResult<object> ScalarExecuting(
        DbCommand command, CommandEventData eventData, InterceptionResult<object> result)
    {
        EnsureStarted(eventData);
        return result;
    }

    public override InterceptionResult<int> NonQueryExecuting(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result)
    {
        EnsureStarted(eventData);
        return result;
    }

    public InterceptionResult<DbTransaction> TransactionStarting(
        DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result) =>
        IsDeferred(eventData.Context) ? throw InTransaction(eventData.Context) : result;

    public ValueTask<InterceptionResult<DbTransaction>> TransactionStartingAsync(
        DbConnection connection,
        TransactionStartingEventData eventData,
        InterceptionResult<DbTransaction> result,
        CancellationToken cancellationToken = default) =>
        IsDeferred(eventData.Context) ? throw InTransaction(eventData.Context) : ValueTask.FromResult(result);

    /// <summary>
    /// The deferred transaction that has to start before this command. A LINQ query sees committed rows inside a transaction as
    /// well as outside one; that suffices until the handler has read the row that it decides on.
    /// </summary>
    private static DeferredTransaction? ToStart(CommandEventData command) =>
        command.Context is { } db && DeferredTransaction.Of(db) is { IsStarted: false } deferred
        && (deferred.HasReservedRow || command.CommandSource != CommandSource.LinqQuery)
            ? deferred
            : null;

    private static Task EnsureStartedAsync(CommandEventData command, CancellationToken cancellationToken) =>
        ToStart(command) is { } deferred ? deferred.EnsureStartedAsync(cancellationToken) : Task.CompletedTask;

    private static void EnsureStarted(CommandEventData command) =>
        EnsureStartedAsync(command, CancellationToken.None).GetAwaiter().GetResult();

    private static bool IsDeferred(DbContext? db) => db is not null && DeferredTransaction.Of(db) is { IsStarted: false };

    private static InvalidOperationException InTransaction(DbContext? db) =>
        new($"A handler in the outbox of {db?.GetType().Name} is in a transaction already; it can't begin another.");
}
